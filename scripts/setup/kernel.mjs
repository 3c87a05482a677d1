import { readFileSync } from "node:fs";
import { join } from "node:path";
import { folders } from "./paths.mjs";
import { writeWhole } from "./stamp.mjs";

/** The name by which notebooks ask for the kernel. */
export const KERNEL = "facial-keypoints";

const share = join(folders.venv, "share", "jupyter");

/**
 * The kernel of the notebooks for Jupyter, and JupyterLab's settings. The kernel
 * is named by absolute paths, so that it starts whatever the PATH is.
 */
export const kernel = {
	name: "kernel",
	title: "kernel",
	after: ["packages", "jupyter"],
	bytes: 0,

	isDone: () =>
		Object.entries(files()).every(([file, text]) => textOf(file) === text),

	async run() {
		for (const [file, text] of Object.entries(files())) writeWhole(file, text);
		return "TypeScript (facial-keypoints)";
	},
};

function files() {
	return {
		[join(share, "kernels", KERNEL, "kernel.json")]: json({
			argv: [
				process.execPath,
				join(folders.dist, "src", "kernel", "main.js"),
				"{connection_file}",
			],
			display_name: "TypeScript (facial-keypoints)",
			language: "typescript",
			// An interrupt is a message, which finds its way on every system.
			interrupt_mode: "message",
			metadata: { debugger: false },
		}),
		// No question and no news when the page opens.
		[join(share, "lab", "settings", "overrides.json")]: json({
			"@jupyterlab/apputils-extension:notification": {
				checkForUpdates: false,
				doNotDisturbMode: false,
				fetchNews: "false",
			},
		}),
	};
}

function textOf(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}

const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;
