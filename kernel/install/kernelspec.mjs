import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The package that a description says it is of. */
const PACKAGE = "facial-keypoints-kernel";

/** The name by which notebooks ask for the kernel, unless it is given another. */
export const NAME = "facial-keypoints";

/** What people choose it by. */
export const DISPLAY_NAME = "TypeScript (facial-keypoints)";

/**
 * The file that describes the kernel of a name, in a data folder of Jupyter's.
 *
 * @param {string} share
 */
export const fileOf = (share, name = NAME) =>
	join(share, "kernels", name, "kernel.json");

/**
 * The description of this kernel for Jupyter, as its file has it. Node and the
 * kernel are named by absolute paths, so that it starts whatever the PATH is.
 */
export function describe(displayName = DISPLAY_NAME) {
	const here = dirname(fileURLToPath(import.meta.url));
	const main = join(here, "..", "dist", "src", "main.js");
	const description = {
		argv: [process.execPath, main, "{connection_file}"],
		display_name: displayName,
		language: "typescript",
		// An interrupt is a message, which finds its way on every system.
		interrupt_mode: "message",
		metadata: { debugger: false, package: PACKAGE },
	};
	return `${JSON.stringify(description, undefined, 2)}\n`;
}

/**
 * Whose the description in a file is: of this package, of another kernel, or nobody's.
 *
 * @param {string} file
 */
export function ownerOf(file) {
	if (!existsSync(file)) return "nobody";
	try {
		const { metadata } = JSON.parse(readFileSync(file, "utf8"));
		return metadata?.package === PACKAGE ? "us" : "another";
	} catch {
		return "another"; // damaged, or not to be read
	}
}
