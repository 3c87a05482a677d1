import { giveTurn } from "../base";
import { IMAGE_PIXELS, KEYPOINT_COUNT } from "../face";
import { cropFace, type GreyPicture, type Square } from "./crop";
import { shapeOf, squareAround } from "./faceShape";

/** What a model says of face images [n, 96, 96]: points [n, 30] in pixels, the spread of their heatmaps [n, 15] in pixels. */
export type Look = (images: Uint8Array) => Promise<Seen>;

export interface Seen {
	points: Float32Array;
	spread: Float32Array;
}

/** A square of a photo, and how far it is from a face that the model is sure of. */
export interface FaceCandidate {
	square: Square;
	/** Mean spread of the heatmaps and misfit of the shape, in pixels of the face image. */
	doubt: number;
}

/**
 * Below this doubt there is a face: of 558 faces of people that the model had not
 * seen, 94 in a hundred lie below; the surest place in pictures without one above.
 */
export const FACE_DOUBT = 8.3;
/** Below this one the search is over: more than half of those faces lie below. */
const SURE_DOUBT = 6;
/** Between the two, it goes on to smaller squares while those lower the doubt by this much. */
const SURER = 0.5;

/** From the whole of a photo to a face in the background. */
const SIZES = [1, 0.72, 0.52, 0.37, 0.27, 0.2];
/** From one square to the next, as a share of its side. */
const STRIDE = 0.33;
/** How many of a size are followed up, and how often. */
const FOLLOWED = 3;
const STEPS = 3;
/** A square whose next one lies within this share of its side stands still. */
const STILL = 0.02;
/** Squares that are shown to the model at a time. */
const BATCH = 32;

/** Where a search looks, and how it is watched. */
export interface SearchOptions {
	/**
	 * Sides of the squares that are looked at, as shares of the photo's shorter
	 * side, falling. Default 1 to 0.2 in six steps.
	 */
	sizes?: readonly number[];
	/**
	 * Called again and again with the share of the longest search that is done, and
	 * awaited. Where it fails, the search ends with its error.
	 */
	onProgress?: (share: number) => void | Promise<void>;
}

/**
 * Finds the square of a photo that shows a face as the model knows it, by the
 * model's own confidence: squares of falling size all over the photo, the surest
 * of them moved and scaled to where their points say that the face is, until one
 * is sure enough, or smaller squares show no surer one.
 *
 * @param photo at about 400 pixels across or more it is the slower for nothing
 */
export async function findFace(
	photo: GreyPicture,
	look: Look,
	options: SearchOptions = {},
): Promise<FaceCandidate> {
	const { sizes = SIZES, onProgress } = options;
	const grids = sizes.map((share) => gridOf(photo, share));
	const total = grids.flat().length;
	let done = 0;
	let best: Judged | undefined;
	for (const grid of grids) {
		const seen: Judged[] = [];
		for (let start = 0; start < grid.length; start += BATCH) {
			const batch = grid.slice(start, start + BATCH);
			seen.push(...(await judge(photo, batch, look)));
			done += batch.length;
			await onProgress?.(done / total);
		}
		const before = best?.doubt ?? Number.POSITIVE_INFINITY;
		const found = await followUp(photo, seen, look);
		if (!best || found.doubt < best.doubt) best = found;
		const isSurer = best.doubt < before - SURER;
		if (best.doubt < (isSurer ? SURE_DOUBT : FACE_DOUBT)) break;
	}
	const { square, doubt } = best as Judged;
	return { square, doubt };
}

/** Moves the surest squares to where their points say that the face is, and gives the surest of where that leads. */
async function followUp(
	photo: GreyPicture,
	seen: Judged[],
	look: Look,
): Promise<Judged> {
	let followed = [...seen].sort(byDoubt).slice(0, FOLLOWED);
	const moved: Judged[] = [];
	for (let step = 0; step < STEPS && followed.length > 0; step++) {
		const squares = followed.map(({ next }) => next);
		const judged = await judge(photo, squares, look);
		moved.push(...judged);
		followed = judged.filter((each) => !standsStill(each));
	}
	return moved.sort(byDoubt)[0];
}

function standsStill({ square, next }: Judged): boolean {
	const moves = [
		next.left - square.left,
		next.top - square.top,
		next.size - square.size,
	];
	return moves.every((move) => Math.abs(move) < STILL * square.size);
}

/** A square, and what its points say. */
export interface Judged extends FaceCandidate {
	/** Where they say that the face is. */
	next: Square;
}

/**
 * How far what a model says of a square is from a face that it is sure of.
 *
 * @param points [30] in pixels of the face image
 * @param spread [15] in pixels of the face image
 */
export function judgeFace(
	points: Float32Array,
	spread: Float32Array,
	square: Square,
): Judged {
	const shape = shapeOf(points);
	const doubt = mean(spread) + shape.residual;
	return { square, doubt, next: squareAround(shape, square) };
}

const byDoubt = (a: FaceCandidate, b: FaceCandidate) =>
	a.doubt < b.doubt ? -1 : 1;

async function judge(
	photo: GreyPicture,
	squares: Square[],
	look: Look,
): Promise<Judged[]> {
	const images = new Uint8Array(squares.length * IMAGE_PIXELS);
	squares.forEach((square, i) => {
		images.set(cropFace(photo, square), i * IMAGE_PIXELS);
	});
	const { points, spread } = await look(images);
	await giveTurn();
	return squares.map((square, i) => {
		const [from, to] = [i * KEYPOINT_COUNT, (i + 1) * KEYPOINT_COUNT];
		return judgeFace(
			points.subarray(2 * from, 2 * to),
			spread.subarray(from, to),
			square,
		);
	});
}

/** Squares of one size that cover a photo evenly, and reach its borders. */
function gridOf({ width, height }: GreyPicture, share: number): Square[] {
	const size = Math.min(width, height) * share;
	const places = (length: number) => {
		const room = length - size;
		const steps = Math.ceil(room / (STRIDE * size));
		return Array.from({ length: steps + 1 }, (_, i) =>
			steps === 0 ? room / 2 : (i * room) / steps,
		);
	};
	const lefts = places(width);
	return places(height).flatMap((top) =>
		lefts.map((left) => ({ left, top, size })),
	);
}

function mean(values: Float32Array): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
