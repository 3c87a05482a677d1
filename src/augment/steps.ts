/** The least and the most of what is drawn, each value between them as likely as any other. */
export type Range = readonly [least: number, most: number];

/** What every step has besides its range. */
interface Chance {
	/** How often the step is done, from 0 to 1. Default 1: to every image. */
	probability?: number;
}

/**
 * One step of a pipeline: plain data, which JSON holds as it is. A number is
 * drawn from its range for each image. Turning, stretching and mirroring are
 * about the image's centre, 47.5.
 */
export type Step = Chance &
	(
		| { step: "horizontalFlip" }
		| { step: "verticalFlip" }
		/** Angle; above 0 turns counter-clockwise as one looks at the picture. */
		| { step: "rotation"; degrees: Range }
		/** Size of what is shown over its size before; above 1 enlarges. */
		| { step: "scale"; factor: Range }
		/** Way to the right and way down, drawn one by one. */
		| { step: "shift"; pixels: Range }
		/** Angle by which upright lines lean; above 0 moves the lower half to the right. */
		| { step: "shear"; degrees: Range }
		/** Part of white that is added: -1 makes all black, 1 makes all white. */
		| { step: "brightness"; change: Range }
		/** By what the distance from middle grey, 127.5, is multiplied. */
		| { step: "contrast"; factor: Range }
		/** Power to which grey (black 0, white 1) is raised; above 1 darkens. */
		| { step: "gamma"; exponent: Range }
		/** Standard deviation of normal noise, in grey levels of 255. */
		| { step: "noise"; greyLevels: Range }
		/** Standard deviation of the Gaussian that is blurred with. */
		| { step: "blur"; sigmaPixels: Range }
		/** Width and height, drawn one by one, of a grey box at any place. */
		| { step: "cutout"; pixels: Range }
	);

export type StepName = Step["step"];

/** A list of steps. The order in which they are done is in {@link createAugmenter}. */
export type Pipeline = readonly Step[];

/** What is known of a step: which range it takes, and within which limits. */
export interface StepRule {
	/** The name of its range; a flip has none. */
	range?: string;
	/** Limits of the range. */
	least: number;
	most: number;
	/** Names the unit after a printed range. */
	unit: string;
}

const NO_RANGE: StepRule = { least: 0, most: 0, unit: "" };

/** Every step there is. */
export const STEP_RULES: Readonly<Record<StepName, StepRule>> = {
	horizontalFlip: NO_RANGE,
	verticalFlip: NO_RANGE,
	rotation: { range: "degrees", least: -180, most: 180, unit: " degrees" },
	scale: { range: "factor", least: 0.1, most: 10, unit: " times" },
	shift: { range: "pixels", least: -96, most: 96, unit: " pixels" },
	shear: { range: "degrees", least: -60, most: 60, unit: " degrees" },
	brightness: { range: "change", least: -1, most: 1, unit: " of white" },
	contrast: { range: "factor", least: 0, most: 10, unit: " times" },
	gamma: { range: "exponent", least: 0.1, most: 10, unit: "" },
	noise: { range: "greyLevels", least: 0, most: 255, unit: " grey levels" },
	blur: { range: "sigmaPixels", least: 0, most: 10, unit: " pixels" },
	cutout: { range: "pixels", least: 0, most: 96, unit: " pixels" },
};

export const STEP_NAMES = Object.keys(STEP_RULES) as StepName[];

/** A step's range; that of a flip is empty. */
export function rangeOf(step: Step): Range {
	const { range } = STEP_RULES[step.step];
	return range
		? (step as unknown as Record<string, Range>)[range]
		: [NO_RANGE.least, NO_RANGE.most];
}
