import type { Random } from "../base";
import { IMAGE_PIXELS, IMAGE_SIZE } from "../face";
import type { Photo } from "./shot";

/**
 * Takes a photograph of a picture: blur of lens and movement, the sensor's
 * resolution and noise, contrast, and the blocks of a compressed video.
 *
 * @param fine [size, size] grey values 0 to 1, size a multiple of 96
 * @returns grey values 0-255, [96, 96]
 */
export function takePhoto(
	fine: Float32Array,
	size: number,
	photo: Photo,
	random: Random,
): Uint8Array {
	const factor = size / IMAGE_SIZE;
	let image = fine;
	if (photo.motion > 0) image = moved(image, size, photo, factor);
	image = blurred(image, size, photo.blur * factor);
	const side = Math.round(IMAGE_SIZE * photo.resolution);
	let small = resampled(image, size, side);
	for (let i = 0; i < small.length; i++)
		small[i] = 255 * toned(small[i], photo) + random.normal(0, photo.noise);
	if (photo.compression > 0)
		compress(
			small,
			side,
			photo.compression,
			random.integer(8),
			random.integer(8),
		);
	if (side !== IMAGE_SIZE) small = resampled(small, side, IMAGE_SIZE);
	const result = new Uint8Array(IMAGE_PIXELS);
	for (let i = 0; i < IMAGE_PIXELS; i++)
		result[i] = Math.max(0, Math.min(255, Math.round(small[i])));
	return result;
}

function toned(value: number, { contrast, gamma }: Photo): number {
	const bent = Math.max(0, Math.min(1, value)) ** gamma;
	return 0.5 + contrast * (bent - 0.5);
}

/** Gaussian blur, its standard deviation in pixels of the picture. */
function blurred(image: Float32Array, size: number, sd: number): Float32Array {
	const radius = Math.ceil(2.5 * sd);
	if (radius < 1) return image;
	const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
		Math.exp(-((i - radius) ** 2) / (2 * sd * sd)),
	);
	const sum = weights.reduce((total, weight) => total + weight, 0);
	for (let i = 0; i < weights.length; i++) weights[i] /= sum;
	const across = new Float32Array(image.length);
	const result = new Float32Array(image.length);
	filterRows(image, across, size, weights);
	filterRows(across, result, size, weights);
	return result;
}

/** Filters each row and writes it as a column: twice is both ways. */
function filterRows(
	from: Float32Array,
	to: Float32Array,
	size: number,
	weights: Float32Array,
): void {
	const radius = (weights.length - 1) / 2;
	for (let y = 0; y < size; y++) {
		const row = y * size;
		for (let x = 0; x < size; x++) {
			let sum = 0;
			for (let k = -radius; k <= radius; k++) {
				const at = x + k;
				sum +=
					weights[k + radius] *
					from[row + (at < 0 ? 0 : at >= size ? size - 1 : at)];
			}
			to[x * size + y] = sum;
		}
	}
}

function moved(
	image: Float32Array,
	size: number,
	{ motion, motionAngle }: Photo,
	factor: number,
): Float32Array {
	const steps = Math.max(2, Math.ceil(motion * factor));
	const result = new Float32Array(image.length);
	for (let step = 0; step < steps; step++) {
		const along = (step / (steps - 1) - 0.5) * motion * factor;
		const dx = Math.round(along * Math.cos(motionAngle));
		const dy = Math.round(along * Math.sin(motionAngle));
		for (let y = 0; y < size; y++) {
			const fromY = Math.max(0, Math.min(size - 1, y + dy));
			for (let x = 0; x < size; x++) {
				const fromX = Math.max(0, Math.min(size - 1, x + dx));
				result[y * size + x] += image[fromY * size + fromX] / steps;
			}
		}
	}
	return result;
}

/** Area mean where the picture shrinks, bilinear where it grows. */
function resampled(
	image: Float32Array,
	from: number,
	to: number,
): Float32Array {
	if (from === to) return image.slice();
	const across = new Float32Array(from * to);
	const result = new Float32Array(to * to);
	const taps = createTaps(from, to);
	// Each pass writes its rows as columns.
	resampleRows(image, across, from, from, to, taps);
	resampleRows(across, result, from, to, to, taps);
	return result;
}

interface Taps {
	start: Int32Array;
	/** For each pixel, `width` weights. */
	weights: Float32Array;
	width: number;
}

function createTaps(from: number, to: number): Taps {
	const ratio = from / to;
	const reach = Math.max(1, ratio);
	const width = Math.ceil(2 * reach) + 1;
	const start = new Int32Array(to);
	const weights = new Float32Array(to * width);
	for (let i = 0; i < to; i++) {
		const middle = (i + 0.5) * ratio - 0.5;
		start[i] = Math.ceil(middle - reach);
		let sum = 0;
		for (let k = 0; k < width; k++) {
			const weight = Math.max(0, 1 - Math.abs(start[i] + k - middle) / reach);
			weights[i * width + k] = weight;
			sum += weight;
		}
		for (let k = 0; k < width; k++) weights[i * width + k] /= sum;
	}
	return { start, weights, width };
}

function resampleRows(
	from: Float32Array,
	to: Float32Array,
	length: number,
	rows: number,
	count: number,
	{ start, weights, width }: Taps,
): void {
	for (let row = 0; row < rows; row++)
		for (let i = 0; i < count; i++) {
			let sum = 0;
			for (let k = 0; k < width; k++) {
				const at = start[i] + k;
				sum +=
					weights[i * width + k] *
					from[row * length + (at < 0 ? 0 : at >= length ? length - 1 : at)];
			}
			to[i * rows + row] = sum;
		}
}

/** The cosine transform of 8 values, as rows of [8, 8]. */
const COSINES = Float32Array.from({ length: 64 }, (_, i) => {
	const [frequency, at] = [i >> 3, i & 7];
	const scale = frequency === 0 ? Math.sqrt(1 / 8) : 0.5;
	return scale * Math.cos(((2 * at + 1) * frequency * Math.PI) / 16);
});

/**
 * Rounds the frequencies of blocks of 8x8 pixels, higher ones more, as JPEG and
 * video coders do.
 *
 * @param strength 0 is none, 1 is strong
 * @param left columns of the first block that lie outside of the picture
 */
function compress(
	image: Float32Array,
	side: number,
	strength: number,
	left: number,
	top: number,
): void {
	const block = new Float32Array(64);
	const middle = new Float32Array(64);
	const step = 3 + 14 * strength ** 2;
	for (let y0 = -top; y0 < side; y0 += 8)
		for (let x0 = -left; x0 < side; x0 += 8) {
			for (let i = 0; i < 64; i++) {
				const y = Math.max(0, Math.min(side - 1, y0 + (i >> 3)));
				const x = Math.max(0, Math.min(side - 1, x0 + (i & 7)));
				block[i] = image[y * side + x];
			}
			transform(block, middle, false);
			for (let i = 0; i < 64; i++) {
				const coarse = step * (1 + 0.45 * ((i >> 3) + (i & 7)));
				block[i] = i === 0 ? block[0] : coarse * Math.round(block[i] / coarse);
			}
			transform(block, middle, true);
			for (let i = 0; i < 64; i++) {
				const [x, y] = [x0 + (i & 7), y0 + (i >> 3)];
				if (x >= 0 && y >= 0 && x < side && y < side)
					image[y * side + x] = block[i];
			}
		}
}

/** The cosine transform of a block both ways, in place. */
function transform(
	block: Float32Array,
	middle: Float32Array,
	backwards: boolean,
): void {
	const cosine = (i: number, k: number) =>
		backwards ? COSINES[8 * k + i] : COSINES[8 * i + k];
	for (let i = 0; i < 8; i++)
		for (let row = 0; row < 8; row++) {
			let sum = 0;
			for (let k = 0; k < 8; k++) sum += cosine(i, k) * block[8 * row + k];
			middle[8 * i + row] = sum;
		}
	for (let i = 0; i < 8; i++)
		for (let row = 0; row < 8; row++) {
			let sum = 0;
			for (let k = 0; k < 8; k++) sum += cosine(i, k) * middle[8 * row + k];
			block[8 * i + row] = sum;
		}
}
