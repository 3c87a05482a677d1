import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { folders, kernelHome } from "./setup/paths.mjs";
import { writeWhole } from "./setup/stamp.mjs";

/**
 * Describes tslab, as it is published, to Jupyter as a kernel.
 *
 * @returns {string} the folder to name in JUPYTER_PATH
 */
export function plainTslab() {
	const { resolve } = createRequire(join(kernelHome, "package.json"));
	const tslab = join(dirname(resolve("tslab/package.json")), "bin", "tslab");
	const share = join(folders.cache, "plain-tslab");
	writeWhole(
		join(share, "kernels", "tslab", "kernel.json"),
		JSON.stringify({
			argv: [
				process.execPath,
				tslab,
				"kernel",
				"--config-path={connection_file}",
			],
			display_name: "tslab",
			language: "typescript",
		}),
	);
	return share;
}
