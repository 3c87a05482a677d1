import { createRequire } from "node:module";
import koffi from "koffi";
import type { SoftwareDevice, WebgpuLibrary } from "./library";
import { settle } from "./ticks";

/** Dawn's addon for Node. */
interface Dawn {
	create(options: string[]): GPU;
	/** `GPUBuffer`, `GPUMapMode` and the like, which a browser has as globals. */
	globals: object;
}

/** What computes. */
export interface FoundAdapter {
	adapter: GPUAdapter;
	gpu: GPU;
	/** The adapter's name as its driver tells it. */
	name: string;
	/** Whether it is a program on the CPU rather than a device. */
	isSoftware: boolean;
}

/** Vulkan's loader, by the name under which Dawn asks for it. */
const LOADER = "libvulkan.so.1";

/**
 * Finds the GPU that computes: the fastest that the system has, through Vulkan,
 * Metal or D3D12; where it has none, the software device that set-up has added.
 *
 * @throws where there is neither: why, and what to do
 */
export async function findAdapter({
	addon,
	software,
}: WebgpuLibrary): Promise<FoundAdapter> {
	const dawn = createRequire(__filename)(addon) as Dawn;
	Object.assign(globalThis, dawn.globals);
	const needsVulkan = process.platform === "linux";
	const hasVulkan = !needsVulkan || canLoad(LOADER);
	const found = hasVulkan ? await ask(dawn) : undefined;
	if (found && !(found.isSoftware && software)) return found;
	if (software) {
		offerDriver(software);
		const inSoftware = await ask(dawn);
		if (inSoftware) return inSoftware;
	}
	throw new Error(
		`findAdapter: missing adapter: ${whyNone(hasVulkan)}. For tests without a GPU, \`npm run setup -- webgpu --software\` adds a device in software`,
	);
}

async function ask(dawn: Dawn): Promise<FoundAdapter | undefined> {
	const gpu = dawn.create([]);
	const adapter = await settle(() =>
		gpu.requestAdapter({ powerPreference: "high-performance" }),
	);
	if (!adapter) return undefined;
	const { info } = adapter as GPUAdapter & { info: AdapterInfo };
	const isSoftware =
		info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(info.device);
	return { adapter, gpu, name: nameOf(info), isSoftware };
}

type AdapterInfo = GPUAdapterInfo & { isFallbackAdapter: boolean };

function nameOf({ vendor, architecture, device, description }: AdapterInfo) {
	if (/swiftshader/.test(architecture)) return "SwiftShader";
	return device || description || `${vendor} ${architecture}`.trim();
}

/** Libraries that stay loaded while the process lives. */
const loaded: unknown[] = [];

/** Loads a library under its own name, so that Dawn finds it in memory. */
function canLoad(file: string): boolean {
	try {
		loaded.push(koffi.load(file, { global: true }));
		return true;
	} catch {
		return false;
	}
}

/** Has Vulkan know no driver but the software device's. */
function offerDriver({ loader, driver }: SoftwareDevice): void {
	if (!canLoad(LOADER) && !canLoad(loader))
		throw new Error(
			`findAdapter: cannot load ${loader}; remove .cache/swiftshader and run \`npm run setup -- webgpu --software\` again`,
		);
	// Loaders since 2022 read the first, older ones the second.
	process.env.VK_DRIVER_FILES = driver;
	process.env.VK_ICD_FILENAMES = driver;
}

function whyNone(hasVulkan: boolean): string {
	if (process.platform !== "linux")
		return "the system offers WebGPU no GPU; expected a driver for Metal or Direct3D 12: update the system's graphics driver";
	if (!hasVulkan)
		return `${LOADER}, through which programs reach a GPU, is not installed; on Debian and Ubuntu type \`apt install libvulkan1 mesa-vulkan-drivers\` (AMD, Intel; NVIDIA's own driver brings the rest)`;
	return "Vulkan is here and knows of no GPU; expected a driver for one: `apt install mesa-vulkan-drivers` for AMD and Intel, NVIDIA's own for NVIDIA; in a container, one that is given the GPU";
}
