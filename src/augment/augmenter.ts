import { createRandom, type Random } from "../base";
import { IMAGE_PIXELS } from "../face";
import {
	type Affine,
	compose,
	flippedSideways,
	flippedUpright,
	inverse,
	isIdentity,
	rotation,
	scaling,
	shear,
	shift,
} from "./affine";
import { blur, blurBuffer } from "./blur";
import { cutOut } from "./cutout";
import { addNoise, normalTable } from "./noise";
import { checkPipeline } from "./pipeline";
import { movePoints } from "./points";
import { resample } from "./resample";
import { type Pipeline, rangeOf, type Step } from "./steps";
import { applyGamma, applyTone, brighten, plainTone, spread } from "./tone";

/** Faces as typed arrays, each with the seed of what is drawn for it. */
export interface AugmentBatch {
	/** Grey values 0-255, [n, 96, 96]. */
	images: Uint8Array;
	/** [n, 30] in pixels, NaN where missing; or more columns, see `movePoints`. */
	labels: Float32Array;
	/** [n], whole numbers in [0, 2^32). */
	seeds: Uint32Array;
}

/** A step that an image gets, with the number drawn from its range. */
interface Drawn {
	step: Step["step"];
	value: number;
	/** Further numbers: the second of a pair, places, a seed. */
	more: number[];
}

/**
 * Makes what does a pipeline to faces, in place. Each face's result follows from
 * its seed alone.
 *
 * Flips, rotation, scale, shift and shear come first, wherever they stand in
 * the list: in its order they become one affine map, for which the image is
 * resampled once, so that it is blurred once. Then come the other steps in their
 * order; brightness, contrast and gamma that follow one another are one look-up
 * a pixel.
 *
 * @throws where the pipeline is not usable
 */
export function createAugmenter(
	pipeline: Pipeline,
): (batch: AugmentBatch) => void {
	checkPipeline(pipeline);
	const source = new Uint8Array(IMAGE_PIXELS);
	const buffer = blurBuffer();
	const normal = normalTable();

	/** The steps other than movements, each on the whole image. */
	const paint = (image: Uint8Array, steps: Drawn[]) => {
		steps.forEach((drawn, i) => {
			const { step, value, more } = drawn;
			if (step === "noise") addNoise(image, value, more[0], normal);
			else if (step === "blur") blur(image, value, buffer);
			else if (step === "cutout")
				cutOut(image, more[1], more[2], value, more[0]);
			else if (!(i > 0 && isTone(steps[i - 1]))) paintTones(image, steps, i);
		});
	};

	return ({ images, labels, seeds }) => {
		const columns = labels.length / seeds.length;
		for (let face = 0; face < seeds.length; face++) {
			const start = face * IMAGE_PIXELS;
			const image = images.subarray(start, start + IMAGE_PIXELS);
			const steps = drawSteps(pipeline, createRandom(seeds[face]));
			const map = movementOf(steps);
			if (!isIdentity(map)) {
				source.set(image);
				resample(source, image, inverse(map));
				const first = face * columns;
				movePoints(labels.subarray(first, first + columns), map);
			}
			paint(
				image,
				steps.filter((drawn) => !(drawn.step in MOVEMENTS)),
			);
		}
	};
}

/** Draws which steps an image gets, and how much of each. */
function drawSteps(pipeline: Pipeline, random: Random): Drawn[] {
	const steps: Drawn[] = [];
	for (const step of pipeline) {
		const [least, most] = rangeOf(step);
		const chance = random.uniform();
		const draw = () => random.uniform(least, most);
		// Drawn also where it is not used: so changing one step's probability
		// changes no other step.
		const value = draw();
		const more = EXTRA[step.step]?.(draw, random) ?? [];
		if (chance < (step.probability ?? 1))
			steps.push({ step: step.step, value, more });
	}
	return steps;
}

const EXTRA: {
	[step in Step["step"]]?: (draw: () => number, random: Random) => number[];
} = {
	shift: (draw) => [draw()],
	noise: (_, random) => [random.integer(0x100000000)],
	cutout: (draw, random) => [
		draw(),
		random.uniform(-0.5, 95.5),
		random.uniform(-0.5, 95.5),
	],
};

const MOVEMENTS: {
	[step in Step["step"]]?: (value: number, more: number[]) => Affine;
} = {
	horizontalFlip: flippedSideways,
	verticalFlip: flippedUpright,
	rotation,
	scale: scaling,
	shift: (right, [down]) => shift(right, down),
	shear,
};

/** Where an image's movements take it, all in one. */
function movementOf(steps: Drawn[]): Affine {
	let map = shift(0, 0);
	for (const { step, value, more } of steps) {
		const movement = MOVEMENTS[step]?.(value, more);
		if (movement) map = compose(map, movement);
	}
	return map;
}

const TONES: {
	[step in Step["step"]]?: (tone: Float64Array, value: number) => void;
} = { brightness: brighten, contrast: spread, gamma: applyGamma };

function isTone({ step }: Drawn): boolean {
	return step in TONES;
}

/** Does the changes of tone that follow one another from the i-th step on. */
function paintTones(image: Uint8Array, steps: Drawn[], i: number): void {
	const tone = plainTone();
	for (const { step, value } of steps.slice(i)) {
		const change = TONES[step];
		if (!change) break;
		change(tone, value);
	}
	applyTone(image, tone);
}
