const ROUNDS = 10;

/**
 * The words that TensorFlow's `StatelessRandomUniformFullInt` gives, bit by bit, on
 * backends that have no such operation: a model's dropout masks follow from its
 * seed alone, whatever computes.
 *
 * @param size how many words; there may be up to three more
 * @param seed two 32-bit integers
 *
 * Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3,
 * https://doi.org/10.1145/2063384.2063405; the scrambling of the seed is
 * TensorFlow's (core/kernels/stateless_random_ops.cc)
 */
export function philoxWords(
	size: number,
	seed: readonly [number, number],
): Int32Array {
	const block = new Int32Array(4);
	const [key0, key1, counter2, counter3] = philoxKey(seed);
	const words = new Int32Array(Math.ceil(size / 4) * 4);
	for (let i = 0; i < words.length; i += 4) {
		// A block of four numbers for every value of a counter from zero.
		philox(block, (i / 4) | 0, 0, counter2, counter3, key0, key1);
		words.set(block, i);
	}
	return words;
}

/** What a seed makes of Philox: the two words of its key, and the upper two of its counter. */
export function philoxKey([first, second]: readonly [
	number,
	number,
]): Int32Array {
	const high = (word: number) => (word < 0 ? -1 : 0);
	const block = new Int32Array(4);
	const seed = [first | 0, high(first | 0), second | 0, high(second | 0)];
	philox(block, seed[0], seed[1], seed[2], seed[3], 0x3ec8f720, 0x02461e29);
	return block;
}

/**
 * The numbers that TensorFlow's `StatelessRandomUniform` gives.
 *
 * @returns numbers in [0, 1), multiples of 2^-23
 */
export function philoxUniform(
	size: number,
	seed: readonly [number, number],
): Float32Array {
	const words = philoxWords(size, seed).subarray(0, size);
	return Float32Array.from(words, (word) => (word & 0x7fffff) / 0x800000);
}

/** Philox 4x32-10: four words that a counter of four and a key of two decide. */
function philox(
	block: Int32Array,
	c0: number,
	c1: number,
	c2: number,
	c3: number,
	k0: number,
	k1: number,
): void {
	for (let round = 0; round < ROUNDS; round++) {
		const high0 = multiplyHigh(0xd251, 0x1f53, c0);
		const low0 = Math.imul(0xd2511f53, c0);
		const high1 = multiplyHigh(0xcd9e, 0x8d57, c2);
		const low1 = Math.imul(0xcd9e8d57, c2);
		c0 = high1 ^ c1 ^ k0;
		c1 = low1;
		c2 = high0 ^ c3 ^ k1;
		c3 = low0;
		k0 = (k0 + 0x9e3779b9) | 0;
		k1 = (k1 + 0xbb67ae85) | 0;
	}
	block[0] = c0;
	block[1] = c1;
	block[2] = c2;
	block[3] = c3;
}

/** The upper 32 bits of a product of 32-bit words, the first given as its halves. */
function multiplyHigh(upper: number, lower: number, word: number): number {
	const wordUpper = word >>> 16;
	const wordLower = word & 0xffff;
	const low = Math.imul(lower, wordLower) >>> 16;
	const middle = (Math.imul(upper, wordLower) + low) >>> 0;
	const carry = (Math.imul(lower, wordUpper) + (middle & 0xffff)) >>> 0;
	return (Math.imul(upper, wordUpper) + (middle >>> 16) + (carry >>> 16)) | 0;
}
