import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
	DISPLAY_NAME,
	describe,
	fileOf,
} from "../../kernel/install/kernelspec.mjs";
import { folders } from "./paths.mjs";
import { writeWhole } from "./stamp.mjs";

const share = join(folders.venv, "share", "jupyter");

/** Where the kernel of the notebooks is described to Jupyter. */
export const kernelFile = fileOf(share);

/**
 * The kernel of the notebooks for Jupyter, and JupyterLab's settings.
 *
 * @type {import("./set-up.mjs").Step}
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
		return DISPLAY_NAME;
	},
};

function files() {
	return {
		[kernelFile]: describe(),
		// No question and no news when the page opens.
		[join(share, "lab", "settings", "overrides.json")]: `${JSON.stringify(
			{
				"@jupyterlab/apputils-extension:notification": {
					checkForUpdates: false,
					doNotDisturbMode: false,
					fetchNews: "false",
				},
			},
			undefined,
			2,
		)}\n`,
	};
}

/** @param {string} file */
function textOf(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return undefined;
	}
}
