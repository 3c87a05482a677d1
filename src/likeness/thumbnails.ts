import { giveTurn } from "../base";
import {
	COORDINATE_COUNT,
	COORDINATE_NAMES,
	IMAGE_PIXELS,
	IMAGE_SIZE,
} from "../face";

const THUMBNAIL_SIZE = 12;
/** Numbers of a thumbnail. */
export const THUMBNAIL_PIXELS = THUMBNAIL_SIZE ** 2;
const COARSE_PIXELS = THUMBNAIL_PIXELS / 4;
/** What a thumbnail shows, in distances between the eyes: its width, and how much is above them. */
const THUMBNAIL_WIDTH = 2.4;
const ABOVE_EYES = 0.75;
/** Faces between two turns for everything else that waits. */
const FACES_A_TURN = 500;
/** Where eyes are that have no label: their means in the competition. */
const MEAN_EYES = [66.4, 37.7, 30.3, 38] as const;

/**
 * Thumbnails of mean 0 and norm 1, [n, 144]: the dot product of two is their
 * correlation. One whose pixels do not differ is all 0.
 */
export async function thumbnailsOf(
	images: Uint8Array,
	labels?: Float32Array,
): Promise<Float32Array> {
	const count = images.length / IMAGE_PIXELS;
	const all = new Float32Array(count * THUMBNAIL_PIXELS);
	for (let face = 0; face < count; face++) {
		const image = images.subarray(
			face * IMAGE_PIXELS,
			(face + 1) * IMAGE_PIXELS,
		);
		const one = thumbnailOf(all, face);
		drawThumbnail(image, eyesOf(labels, face), one);
		normalise(one);
		if (face % FACES_A_TURN === 0) await giveTurn();
	}
	const mean = new Float32Array(THUMBNAIL_PIXELS);
	for (let i = 0; i < all.length; i++)
		mean[i % THUMBNAIL_PIXELS] += all[i] / count;
	// What all faces share says nothing; of a handful the mean is most of each.
	const shared = count >= 100 ? 1 : 0;
	for (let face = 0; face < count; face++) {
		const one = thumbnailOf(all, face);
		if (one.every((value) => value === 0)) continue;
		for (let i = 0; i < one.length; i++) one[i] -= shared * mean[i];
		normalise(one);
		if (face % FACES_A_TURN === 0) await giveTurn();
	}
	coarseFirst(all, count);
	return all;
}

function thumbnailOf(all: Float32Array, face: number): Float32Array {
	return all.subarray(face * THUMBNAIL_PIXELS, (face + 1) * THUMBNAIL_PIXELS);
}

function eyesOf(
	labels: Float32Array | undefined,
	face: number,
): readonly number[] {
	if (!labels) return MEAN_EYES;
	const eyes = ["left_eye_center", "right_eye_center"].flatMap((eye) =>
		["x", "y"].map(
			(axis) =>
				labels[
					face * COORDINATE_COUNT + COORDINATE_NAMES.indexOf(`${eye}_${axis}`)
				],
		),
	);
	return eyes.some(Number.isNaN) ? MEAN_EYES : eyes;
}

/** Samples the image on a grid that stands upright on the eyes, each cell the mean of 3x3 places. */
function drawThumbnail(
	image: Uint8Array,
	[leftX, leftY, rightX, rightY]: readonly number[],
	thumbnail: Float32Array,
): void {
	const acrossX = leftX - rightX;
	const acrossY = leftY - rightY;
	const fine = 3 * THUMBNAIL_SIZE;
	for (let j = 0; j < fine; j++) {
		const down = ((j + 0.5) / fine) * THUMBNAIL_WIDTH - ABOVE_EYES;
		for (let i = 0; i < fine; i++) {
			const across = ((i + 0.5) / fine - 0.5) * THUMBNAIL_WIDTH;
			const x = (leftX + rightX) / 2 + across * acrossX - down * acrossY;
			const y = (leftY + rightY) / 2 + across * acrossY + down * acrossX;
			thumbnail[Math.floor(j / 3) * THUMBNAIL_SIZE + Math.floor(i / 3)] +=
				image[nearest(y) * IMAGE_SIZE + nearest(x)];
		}
	}
}

function nearest(coordinate: number): number {
	return Math.max(0, Math.min(IMAGE_SIZE - 1, Math.round(coordinate)));
}

/** Mean 0 and norm 1; all 0 where the values do not differ. */
function normalise(values: Float32Array): void {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	const norm = Math.sqrt(
		values.reduce((sum, value) => sum + (value - mean) ** 2, 0),
	);
	for (let i = 0; i < values.length; i++)
		values[i] = norm > 1e-6 ? (values[i] - mean) / norm : 0;
}

/**
 * Changes thumbnails to another basis, in which products stay as they are: first
 * the 36 means of 2x2 cells, then the differences within these.
 */
function coarseFirst(vectors: Float32Array, count: number): void {
	const half = THUMBNAIL_SIZE / 2;
	for (let face = 0; face < count; face++) {
		const one = thumbnailOf(vectors, face);
		const old = one.slice();
		for (let block = 0; block < COARSE_PIXELS; block++) {
			const at =
				2 * Math.floor(block / half) * THUMBNAIL_SIZE + 2 * (block % half);
			const [a, b] = [old[at], old[at + 1]];
			const [c, d] = [old[at + THUMBNAIL_SIZE], old[at + THUMBNAIL_SIZE + 1]];
			one[block] = (a + b + c + d) / 2;
			const rest = COARSE_PIXELS + 3 * block;
			one[rest] = (a - b + c - d) / 2;
			one[rest + 1] = (a + b - c - d) / 2;
			one[rest + 2] = (a - b - c + d) / 2;
		}
	}
}
