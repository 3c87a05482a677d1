import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compiledFrom } from "./compile.mjs";
import { toolFailure } from "./failures.mjs";
import { folders } from "./paths.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";
import { runTool } from "./tool.mjs";

/** Beside the folder, which the library replaces as a whole. */
const stamp = join(folders.cache, "sample.json");
const child = fileURLToPath(new URL("draw-sample.mjs", import.meta.url));

/**
 * The drawn faces on which everything can be tried without the competition's data.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const sample = {
	name: "sample",
	title: "sample faces",
	after: ["compile"],
	bytes: 100e6,

	isDone: () =>
		existsSync(folders.sample) && readStamp(stamp)?.compiled === compiledFrom(),

	/** The library has changed, so its drawing may have: the child looks. */
	async run(progress) {
		const have = existsSync(folders.sample) ? readStamp(stamp)?.version : "";
		let version;
		const result = await runTool(
			[process.execPath, child, folders.sample, String(have ?? "")],
			{
				onLine(line) {
					const [word, first, second] = line.split(" ");
					if (word === "drawn") progress(`${first} of ${second} drawn`);
					if (word === "version") version = first;
				},
			},
		);
		if (result.code !== 0) throw toolFailure("drawing the sample", result);
		writeStamp(stamp, { version, compiled: compiledFrom() });
		return version === have ? "unchanged" : "drawn";
	},
};
