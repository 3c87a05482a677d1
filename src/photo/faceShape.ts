import { IMAGE_SIZE } from "../face";
import { type Square, toPhoto } from "./crop";

/**
 * Where the 15 points lie on average in the face images that the models were
 * trained on: x and y of each in pixels.
 */
export const TYPICAL_FACE = [
	...[63.6, 37.7, 32.9, 38.1, 57.5, 38.1, 69.3, 37.5, 38.8, 38.3],
	...[27.2, 37.8, 56.9, 27.7, 75.7, 29.6, 39.1, 28.0, 20.2, 30.1],
	...[48.9, 56.1, 61.3, 71.9, 36.3, 72.2, 49.0, 68.2, 49.2, 78.3],
];

/** How the points of a face image lie, against those of a typical one. */
export interface FaceShape {
	/** How much larger than the typical face it is. */
	scale: number;
	/** What no turn, shift and change of size explains: RMS in pixels of the typical face; infinite where all points are in one place. */
	residual: number;
	/** The middle of its points, in pixels. */
	x: number;
	y: number;
}

/**
 * Lays the typical face on the points of an image: the similarity transform of
 * least squares.
 *
 * Source: Umeyama 1991, in its closed form for the plane
 *
 * @param points [30] in pixels
 */
export function shapeOf(points: ArrayLike<number>): FaceShape {
	const [x, y] = middleOf(points);
	const count = points.length / 2;
	// As complex numbers, the turn and scale is sum(p t*) / sum(t t*).
	let [real, imaginary, own, typical] = [0, 0, 0, 0];
	for (let i = 0; i < points.length; i += 2) {
		const [px, py] = [points[i] - x, points[i + 1] - y];
		const tx = TYPICAL_FACE[i] - MIDDLE[0];
		const ty = TYPICAL_FACE[i + 1] - MIDDLE[1];
		real += px * tx + py * ty;
		imaginary += py * tx - px * ty;
		own += px * px + py * py;
		typical += tx * tx + ty * ty;
	}
	const scale = Math.hypot(real, imaginary) / typical;
	if (scale === 0) return { scale, residual: Number.POSITIVE_INFINITY, x, y };
	const left = Math.max(0, own - scale * scale * typical);
	return { scale, residual: Math.sqrt(left / count) / scale, x, y };
}

/** A square is made at most this much larger or smaller: of what is no face, the scale means nothing. */
const LARGEST_CHANGE = 2;

/** The square of a photo in which a face that was seen in `square` would lie as the typical one does. */
export function squareAround({ scale, x, y }: FaceShape, seen: Square): Square {
	const change = Math.max(scale, 1 / LARGEST_CHANGE);
	const size = seen.size * Math.min(change, LARGEST_CHANGE);
	const edge = (at: number, from: number, typical: number) =>
		toPhoto(at, from, seen.size) + 0.5 - ((typical + 0.5) * size) / IMAGE_SIZE;
	return {
		left: edge(x, seen.left, MIDDLE[0]),
		top: edge(y, seen.top, MIDDLE[1]),
		size,
	};
}

function middleOf(points: ArrayLike<number>): [x: number, y: number] {
	let [x, y] = [0, 0];
	for (let i = 0; i < points.length; i += 2) {
		x += points[i];
		y += points[i + 1];
	}
	return [(2 * x) / points.length, (2 * y) / points.length];
}

const MIDDLE = middleOf(TYPICAL_FACE);
