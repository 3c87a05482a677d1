import { join } from "node:path";
import { folders } from "./paths.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";

/**
 * What was chosen of that which set-up can bring; it holds until it is chosen
 * otherwise.
 *
 * @typedef {{ tensorflow: "cpu" }} Choices
 */

/** What each word behind `npm run setup --` chooses. */
export const WORDS = {
	cpu: { tensorflow: "cpu" },
};

const file = join(folders.cache, "choices.json");

/** @returns {Choices} */
export function readChoices() {
	return { tensorflow: "cpu", ...readStamp(file) };
}

/** @param {Partial<Choices>} chosen the others stay as they are */
export function writeChoices(chosen) {
	writeStamp(file, { ...readChoices(), ...chosen });
}
