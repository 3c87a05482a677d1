import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../base";

/**
 * Why TensorFlow cannot be had here and what to do about it: what set-up has
 * found out, in its words.
 */
export function whyNoTensorflow(): string {
	const file = join(projectFolder(), ".cache", "no-tensorflow.txt");
	try {
		return readFileSync(file, "utf8").trim();
	} catch {
		return "set-up has not installed it; type `npm run setup`, which installs it or says why it cannot";
	}
}

/** Why WebGPU is not here, and what to do about it. */
export function whyNoWebgpu(): string {
	return "it is part of no set-up by itself; type `npm run setup -- webgpu`, which installs it (50 MB to fetch)";
}
