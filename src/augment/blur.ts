import { IMAGE_PIXELS, IMAGE_SIZE } from "../face";

// An imported name is looked up in its module at each use, which costs ten
// times the arithmetic of an inner loop.
const WIDTH = IMAGE_SIZE;
const PIXELS = IMAGE_PIXELS;

/** What blurring needs besides the image; may be used again and again. */
export function blurBuffer(): Float32Array {
	return new Float32Array(PIXELS);
}

/**
 * Blurs an image in place with a Gaussian, which is cut at three standard
 * deviations: first along the rows, then along the columns, for a Gaussian of x
 * and y is one of x times one of y. Beyond its edge an image goes on with its
 * outermost pixels.
 *
 * @param sigmaPixels standard deviation; 0 changes nothing
 */
export function blur(
	image: Uint8Array,
	sigmaPixels: number,
	buffer: Float32Array,
): void {
	const weights = gaussian(sigmaPixels);
	alongRows(image, weights, buffer);
	alongColumns(buffer, weights, image);
}

/** Weights of the middle pixel and of those to one side, 1 with those of the other. */
export function gaussian(sigmaPixels: number): Float64Array {
	const radius = Math.min(Math.ceil(3 * sigmaPixels), WIDTH - 1);
	const weights = Float64Array.from({ length: radius + 1 }, (_, i) =>
		i === 0 ? 1 : Math.exp(-0.5 * (i / sigmaPixels) ** 2),
	);
	const sum = 2 * weights.reduce((total, weight) => total + weight) - 1;
	return weights.map((weight) => weight / sum);
}

function alongRows(
	image: Uint8Array,
	weights: Float64Array,
	out: Float32Array,
): void {
	const radius = weights.length - 1;
	const padded = new Float32Array(WIDTH + 2 * radius);
	for (let start = 0; start < PIXELS; start += WIDTH) {
		padded.fill(image[start], 0, radius);
		for (let i = 0; i < WIDTH; i++) padded[radius + i] = image[start + i];
		padded.fill(image[start + WIDTH - 1], radius + WIDTH);
		for (let i = 0; i < WIDTH; i++) {
			const at = radius + i;
			let sum = weights[0] * padded[at];
			for (let j = 1; j <= radius; j++)
				sum += weights[j] * (padded[at - j] + padded[at + j]);
			out[start + i] = sum;
		}
	}
}

function alongColumns(
	values: Float32Array,
	weights: Float64Array,
	image: Uint8Array,
): void {
	const radius = weights.length - 1;
	const sums = new Float64Array(WIDTH);
	for (let row = 0; row < WIDTH; row++) {
		const start = row * WIDTH;
		for (let i = 0; i < WIDTH; i++)
			sums[i] = 0.5 + weights[0] * values[start + i];
		for (let j = 1; j <= radius; j++) {
			const weight = weights[j];
			const above = Math.max(row - j, 0) * WIDTH;
			const below = Math.min(row + j, WIDTH - 1) * WIDTH;
			for (let i = 0; i < WIDTH; i++)
				sums[i] += weight * (values[above + i] + values[below + i]);
		}
		for (let i = 0; i < WIDTH; i++) image[start + i] = sums[i];
	}
}
