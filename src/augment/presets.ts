import { existsSync, readFileSync } from "node:fs";
import { checkPipeline } from "./pipeline";
import type { Pipeline } from "./steps";

/**
 * Pipelines for faces, by name. `none` changes nothing; `mild` stays within how
 * faces differ in the competition's files; `medium` goes somewhat beyond and hides
 * parts, for models that learn a few hundred people by heart otherwise; `strong`
 * goes further, for long training.
 */
export const PRESETS: Readonly<
	Record<"none" | "mild" | "medium" | "strong", Pipeline>
> = {
	none: [],
	mild: [
		{ step: "horizontalFlip", probability: 0.5 },
		{ step: "rotation", degrees: [-10, 10], probability: 0.7 },
		{ step: "scale", factor: [0.9, 1.1], probability: 0.7 },
		{ step: "shift", pixels: [-4, 4], probability: 0.7 },
		{ step: "brightness", change: [-0.15, 0.15], probability: 0.5 },
		{ step: "contrast", factor: [0.8, 1.25], probability: 0.5 },
	],
	medium: [
		{ step: "horizontalFlip", probability: 0.5 },
		{ step: "rotation", degrees: [-18, 18], probability: 0.8 },
		{ step: "scale", factor: [0.85, 1.15], probability: 0.8 },
		{ step: "shift", pixels: [-5, 5], probability: 0.8 },
		{ step: "shear", degrees: [-6, 6], probability: 0.4 },
		{ step: "brightness", change: [-0.2, 0.2], probability: 0.5 },
		{ step: "contrast", factor: [0.7, 1.4], probability: 0.5 },
		{ step: "gamma", exponent: [0.75, 1.35], probability: 0.3 },
		{ step: "noise", greyLevels: [0, 6], probability: 0.2 },
		{ step: "blur", sigmaPixels: [0.3, 1], probability: 0.2 },
		{ step: "cutout", pixels: [10, 28], probability: 0.3 },
	],
	strong: [
		{ step: "horizontalFlip", probability: 0.5 },
		{ step: "rotation", degrees: [-20, 20], probability: 0.8 },
		{ step: "scale", factor: [0.8, 1.2], probability: 0.8 },
		{ step: "shift", pixels: [-8, 8], probability: 0.8 },
		{ step: "shear", degrees: [-8, 8], probability: 0.5 },
		{ step: "brightness", change: [-0.25, 0.25], probability: 0.6 },
		{ step: "contrast", factor: [0.6, 1.5], probability: 0.6 },
		{ step: "gamma", exponent: [0.7, 1.4], probability: 0.3 },
		{ step: "noise", greyLevels: [0, 10], probability: 0.3 },
		{ step: "blur", sigmaPixels: [0.3, 1.2], probability: 0.2 },
		{ step: "cutout", pixels: [8, 24], probability: 0.3 },
	],
};

/**
 * The pipeline that a person means: the name of a preset, or a JSON file that
 * holds a list of steps.
 *
 * @throws where there is neither, the file is no JSON, or its steps are not usable
 */
export function readPipeline(nameOrFile: string): Pipeline {
	if (Object.hasOwn(PRESETS, nameOrFile))
		return PRESETS[nameOrFile as keyof typeof PRESETS];
	if (!existsSync(nameOrFile))
		throw new Error(
			`readPipeline: unknown augmentation: ${nameOrFile}; expected ${Object.keys(PRESETS).join(", ")} or a JSON file with a list of steps`,
		);
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(nameOrFile, "utf8"));
	} catch (error) {
		throw new Error(
			`readPipeline: invalid ${nameOrFile}: ${(error as Error).message}; expected JSON with a list of steps`,
		);
	}
	return checkPipeline(value, nameOrFile);
}
