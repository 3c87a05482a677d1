import { join } from "node:path";
import { folders } from "./paths.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";

/**
 * What was chosen of that which set-up can bring; it holds until it is chosen
 * otherwise.
 *
 * @typedef {{ tensorflow: "cpu" | "cuda" }} Choices
 */

/**
 * What each word behind `npm run setup --` chooses.
 *
 * @type {Record<string, Partial<Choices>>}
 */
export const WORDS = {
	cpu: { tensorflow: "cpu" },
	cuda: { tensorflow: "cuda" },
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

/**
 * @param {Partial<Choices>} chosen
 * @throws where it cannot be had on this kind of machine at all
 */
export function checkChoice(
	chosen,
	here = `${process.platform}-${process.arch}`,
) {
	if (chosen.tensorflow !== "cuda" || here === "linux-x64") return;
	const instead =
		process.platform === "win32"
			? "work inside WSL 2, which is Linux"
			: "`npm run setup -- webgpu` reaches the GPU here";
	throw new Error(
		`setup: cuda is not made for ${here}; expected Linux on x64 with an NVIDIA GPU; ${instead}`,
	);
}
