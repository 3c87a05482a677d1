import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { Unavailable } from "./failures.mjs";
import { checkGlibc } from "./glibc.mjs";
import { install, isInstalled, unpack } from "./npm-library.mjs";
import { folders } from "./paths.mjs";

/**
 * Dawn, the WebGPU of Chromium, as an addon for Node: of all platforms in one package.
 *
 * @type {import("./npm-library.mjs").NpmLibrary}
 */
const DAWN = {
	package: "webgpu",
	version: "0.6.2",
	integrity:
		"sha512-3L4GfmqJLvYUIEWJngEQY+2HQiUlAFkg8+P8NDDj3Xx5hHHIFO/r8JW+ynfqBj7kHN4mbnwO74uB+lrRtLhp4Q==",
	megabytes: 50,
	folder: folders.webgpu,
	async take(unpacked, into) {
		cpSync(join(unpacked, "dist", platform()), into, { recursive: true });
	},
};

/** Where Dawn is made for, as its package names it. */
const PLATFORMS = [
	...["linux-x64", "linux-arm64", "darwin-universal"],
	...["win32-x64", "win32-arm64"],
];

function platform() {
	const arch = process.platform === "darwin" ? "universal" : process.arch;
	return `${process.platform}-${arch}`;
}

/**
 * What computes on GPUs: `npm run setup -- webgpu`.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const webgpu = {
	name: "webgpu",
	title: "WebGPU",
	after: [],
	bytes: 300e6,

	isDone: () => isInstalled(DAWN),

	async run(progress) {
		if (!PLATFORMS.includes(platform()))
			throw new Unavailable(
				`Dawn is not made for ${platform()}; expected one of ${PLATFORMS.join(", ")}`,
			);
		checkGlibc(34, "Debian 12, Ubuntu 22.04, Fedora 35 or later");
		await install(DAWN, progress);
		return `Dawn of ${DAWN.package} ${DAWN.version}`;
	},
};

const FILES = [
	...["libvk_swiftshader.so", "libvulkan.so.1", "vk_swiftshader_icd.json"],
];

/**
 * SwiftShader, a Vulkan device in software, which a package of Chromium carries.
 *
 * @type {import("./npm-library.mjs").NpmLibrary}
 */
const SWIFTSHADER = {
	package: "@sparticuz/chromium",
	version: "149.0.0",
	integrity:
		"sha512-2NECBVKlUA9xIUXb4fT8OoGKdAJs+I2tNYscO8FwcxCKCWA7FmpPI0fdVxGJoIJglrFZYn+4YEJqChq4rdrxQg==",
	megabytes: 70,
	folder: folders.swiftshader,
	async take(unpacked, into) {
		const packed = join(unpacked, "bin", "swiftshader.tar.br");
		const archive = join(unpacked, "swiftshader.tar");
		writeFileSync(archive, brotliDecompressSync(readFileSync(packed)));
		await unpack(archive, unpacked);
		for (const file of FILES) cpSync(join(unpacked, file), join(into, file));
	},
};

/**
 * A device for tests without a GPU: `npm run setup -- webgpu --software`.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const softwareGpu = {
	name: "softwareGpu",
	title: "software GPU",
	after: [],
	bytes: 300e6,

	isDone: () => isInstalled(SWIFTSHADER),

	async run(progress) {
		if (platform() !== "linux-x64")
			throw new Unavailable(
				`SwiftShader is in no npm package for ${platform()}; expected linux-x64`,
			);
		await install(SWIFTSHADER, progress);
		return `SwiftShader of ${SWIFTSHADER.package} ${SWIFTSHADER.version}`;
	},
};
