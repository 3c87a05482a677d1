import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../base";

/** A device in software, for machines without a GPU: absolute paths. */
export interface SoftwareDevice {
	/** Vulkan's loader, `libvulkan.so.1`. */
	loader: string;
	/** The file that tells the loader of the device's driver. */
	driver: string;
}

/** What `npm run setup -- webgpu` has installed. */
export interface WebgpuLibrary {
	/** The npm package's name and version, for example `webgpu 0.6.2`. */
	name: string;
	/** Absolute path of Dawn, an addon of Node. */
	addon: string;
	/** What `--software` has added. */
	software?: SoftwareDevice;
}

/**
 * Finds the WebGPU that set-up has put into `.cache/webgpu`, and the software
 * device of `.cache/swiftshader`. Returns undefined where there is none.
 */
export function findWebgpu(): WebgpuLibrary | undefined {
	const cache = join(projectFolder(), ".cache");
	const webgpu = join(cache, "webgpu");
	const file = join(webgpu, "npm.json");
	if (!existsSync(file)) return undefined;
	const stamp = JSON.parse(readFileSync(file, "utf8"));
	const software = {
		loader: join(cache, "swiftshader", "libvulkan.so.1"),
		driver: join(cache, "swiftshader", "vk_swiftshader_icd.json"),
	};
	return {
		name: stamp.package,
		addon: join(webgpu, "dawn.node"),
		...(existsSync(software.driver) && { software }),
	};
}
