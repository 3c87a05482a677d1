import { createRandom } from "../base";

/** A power of two, so that 12 bits of a random number name one. */
const VALUES = 4096;

/**
 * Numbers of the normal distribution for {@link addNoise} to pick from: always
 * the same 4096, moved and stretched to mean 0 and standard deviation 1. To draw
 * each pixel's number anew would take ten times as long.
 */
export function normalTable(): Float32Array {
	const random = createRandom(0);
	const values = Float64Array.from({ length: VALUES }, () => random.normal());
	const mean = values.reduce((sum, value) => sum + value) / VALUES;
	const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	const sd = Math.sqrt(squares / VALUES);
	return Float32Array.from(values, (value) => (value - mean) / sd);
}

/**
 * Adds normal noise to an image in place: to each pixel its own, of the same
 * standard deviation, cut at black and white. The picks are made by Marsaglia's
 * xorshift32 (2003, https://www.jstatsoft.org/v08/i14), two of each number.
 *
 * @param greyLevels standard deviation
 * @param seed whole number in [0, 2^32), from which the noise follows
 * @param table numbers from {@link normalTable}
 */
export function addNoise(
	image: Uint8Array,
	greyLevels: number,
	seed: number,
	table: Float32Array,
): void {
	let state = seed | 0 || 1; // the state may not be zero
	const clamped = new Uint8ClampedArray(
		image.buffer,
		image.byteOffset,
		image.length,
	);
	for (let i = 0; i < image.length; i += 2) {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		clamped[i] = image[i] + greyLevels * table[state >>> 20];
		clamped[i + 1] = image[i + 1] + greyLevels * table[(state >>> 4) & 4095];
	}
}
