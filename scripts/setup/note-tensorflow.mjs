import { rmSync } from "node:fs";
import { join } from "node:path";
import { folders } from "./paths.mjs";
import { writeWhole } from "./stamp.mjs";

/** Where the library reads why TensorFlow is missing (src/backend/missing.ts). */
const note = join(folders.cache, "no-tensorflow.txt");

/**
 * Notes why TensorFlow could not be had and what to do about it, or takes the
 * note away where it is there.
 *
 * @param {Record<string, import("./set-up.mjs").Outcome>} outcomes
 */
export function noteTensorflow({ python, tensorflow }) {
	if (tensorflow.state === "done") {
		rmSync(note, { force: true });
		return;
	}
	const { error } = tensorflow.state === "waiting" ? python : tensorflow;
	const [why] = (error?.message ?? "set-up did not come to it").split("\n");
	writeWhole(note, `${why}; then type \`npm run setup\`\n`);
}
