import { IMAGE_PIXELS, KEYPOINT_COUNT } from "../dataset";
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
 * seen, nine in ten lie below; the surest place in pictures without one above.
 */
export const FACE_DOUBT = 8.3;
/** Below this one the search is over: half of those faces lie below. */
const SURE_DOUBT = 6;

/** Sides of the squares that are looked at, as shares of the photo's shorter side. */
const SIZES = [1, 0.72, 0.52, 0.37, 0.27, 0.2];
/** From one square to the next, as a share of its side. */
const STRIDE = 0.33;
/** How many of a size are followed up, and how often. */
const FOLLOWED = 3;
const STEPS = 3;
/** Squares that are shown to the model at a time. */
const BATCH = 32;

/**
 * Finds the square of a photo that shows a face as the model knows it, by the
 * model's own confidence: squares of falling size all over the photo, the surest
 * of them moved and scaled to where their points say that the face is, until one
 * is sure enough.
 *
 * @param photo at about 400 pixels across or more it is the slower for nothing
 */
export async function findFace(
	photo: GreyPicture,
	look: Look,
): Promise<FaceCandidate> {
	let best: FaceCandidate | undefined;
	for (const share of SIZES) {
		const seen = await judge(photo, gridOf(photo, share), look);
		const followed = seen.sort(byDoubt).slice(0, FOLLOWED);
		for (let step = 0; step < STEPS; step++) {
			const moved = await judge(
				photo,
				followed.map(({ next }) => next),
				look,
			);
			moved.forEach((each, i) => {
				followed[i] = each;
			});
			for (const each of moved)
				if (!best || each.doubt < best.doubt) best = each;
		}
		if (best && best.doubt < SURE_DOUBT) break;
	}
	const { square, doubt } = best as FaceCandidate;
	return { square, doubt };
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
	const judged: Judged[] = [];
	for (let start = 0; start < squares.length; start += BATCH) {
		const batch = squares.slice(start, start + BATCH);
		const images = new Uint8Array(batch.length * IMAGE_PIXELS);
		batch.forEach((square, i) => {
			images.set(cropFace(photo, square), i * IMAGE_PIXELS);
		});
		const { points, spread } = await look(images);
		batch.forEach((square, i) => {
			const [from, to] = [i * KEYPOINT_COUNT, (i + 1) * KEYPOINT_COUNT];
			judged.push(
				judgeFace(
					points.subarray(2 * from, 2 * to),
					spread.subarray(from, to),
					square,
				),
			);
		});
	}
	return judged;
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
