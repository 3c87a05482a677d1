import { existsSync, readdirSync } from "node:fs";

/**
 * Whether the system shows a GPU that programs may compute on: a look at files,
 * without any driver. Whether its driver works shows when it is used.
 */
export function hasGpu(
	platform = process.platform,
	arch = process.arch,
	devices = "/dev",
): boolean {
	if (platform === "darwin") return arch === "arm64";
	if (platform !== "linux") return false;
	const named = (folder: string, pattern: RegExp) =>
		existsSync(folder) &&
		readdirSync(folder).some((name) => pattern.test(name));
	// WSL shows its GPU as dxg.
	return (
		named(`${devices}/dri`, /^renderD\d+$/) ||
		named(devices, /^(nvidia\d+|dxg)$/)
	);
}

/** One line for people whose GPU does not compute: how to have it compute. */
export function adviseGpu(): string {
	return "There is a GPU here, which does not compute: `npm run setup -- webgpu`, then KEYPOINTS_BACKEND=webgpu (on NVIDIA also `npm run setup -- cuda`); see GPU in environment.md.";
}
