import { createRandom, mixSeed } from "../base";
import { forgetLabels, SOURCE_A_SHARE } from "../dataset";
import type { Painter } from "./painter";
import { createPerson } from "./person";
import { createShot } from "./shot";

/** One picture to draw: which, of whom. */
export interface DrawRequest {
	/** 1 is the first. */
	row: number;
	person: number;
	shot: number;
}

/** A drawn face as it stands in a training file. */
export interface DrawnFace {
	row: number;
	person: number;
	/** Pixels, NaN where missing, [30]. */
	labels: number[];
	/** Grey values 0-255 separated by spaces, as the competition has them. */
	pixels: string;
}

/** Pictures that are shuffled together; more need no more memory. */
const BLOCK = 1024;
/** Standard deviation with which a label misses its place, in pixels. */
const LABEL_NOISE_PIXELS = 0.3;

/**
 * The order in which faces are drawn: one person after the other with 5 to 8
 * pictures each, shuffled within blocks.
 */
export function* requests(count: number, seed: number): Generator<DrawRequest> {
	let person = 0;
	for (let row = 0; row < count; ) {
		const block: Omit<DrawRequest, "row">[] = [];
		while (block.length < Math.min(BLOCK, count - row)) {
			person++;
			const shots = 5 + createRandom(mixSeed(seed, person, 0)).integer(4);
			for (let shot = 1; shot <= shots; shot++) block.push({ person, shot });
		}
		block.length = Math.min(block.length, count - row);
		createRandom(mixSeed(seed, row)).shuffle(block);
		for (const drawn of block) yield { row: ++row, ...drawn };
	}
}

/** Draws a picture, and marks it as one of the two sources would. */
export function drawRequested(
	{ row, person, shot }: DrawRequest,
	seed: number,
	paint: Painter,
): DrawnFace {
	const model = createPerson(createRandom(mixSeed(seed, person, 0)));
	const random = createRandom(mixSeed(seed, person, shot));
	const { image, labels } = paint(model, createShot(random));
	const source = random.uniform() < SOURCE_A_SHARE ? "A" : "B";
	const marked = labels(source).map(
		(label) => label + random.normal(0, LABEL_NOISE_PIXELS),
	);
	forgetLabels(marked, source, random);
	return {
		row,
		person,
		labels: marked,
		pixels: image.join(" "),
	};
}
