/** A seeded source of random numbers; each instance has its own state. */
export interface Random {
	/** A number in [low, high), by default [0, 1). */
	uniform(low?: number, high?: number): number;
	/** A number of the normal distribution, by default mean 0 and standard deviation 1. */
	normal(mean?: number, sd?: number): number;
	/** A whole number in [0, below). */
	integer(below: number): number;
	/** Shuffles an array or typed array in place (Fisher and Yates) and returns it. */
	shuffle<T extends { length: number; [index: number]: unknown }>(array: T): T;
}

/**
 * A random number generator that gives the same numbers for the same seed on
 * every machine: xoshiro128** (Blackman and Vigna,
 * https://prng.di.unimi.it/xoshiro128starstar.c), its state filled by hashing
 * the seed. Not for secrets.
 *
 * @param seed any whole number
 * @throws where the seed is no whole number
 */
export function createRandom(seed: number): Random {
	if (!Number.isSafeInteger(seed))
		throw new Error(
			`createRandom: invalid seed: ${seed}; expected a whole number`,
		);
	const next = xoshiro128(seed);
	let spare: number | undefined;

	const uniform = (low = 0, high = 1) =>
		low + (high - low) * (next() / 0x100000000);

	const normal = (mean = 0, sd = 1) => {
		if (spare !== undefined) {
			const value = mean + sd * spare;
			spare = undefined;
			return value;
		}
		// Box and Muller: two uniform numbers make two normal ones.
		const radius = Math.sqrt(-2 * Math.log((next() + 1) / 0x100000000));
		const angle = 2 * Math.PI * uniform();
		spare = radius * Math.sin(angle);
		return mean + sd * radius * Math.cos(angle);
	};

	const integer = (below: number) => Math.floor(uniform() * below);

	return {
		uniform,
		normal,
		integer,
		shuffle(array) {
			const items = array as { length: number; [index: number]: unknown };
			for (let i = items.length - 1; i > 0; i--) {
				const j = integer(i + 1);
				const held = items[i];
				items[i] = items[j];
				items[j] = held;
			}
			return array;
		},
	};
}

/**
 * One seed out of several whole numbers, such as a run's seed, an epoch and a
 * face: different numbers, or another order of them, give unrelated seeds.
 *
 * @returns a whole number in [0, 2^32)
 * @throws where one of them is no whole number
 */
export function mixSeed(...numbers: number[]): number {
	let hash = 0x9e3779b9;
	for (const number of numbers) {
		if (!Number.isSafeInteger(number))
			throw new Error(
				`mixSeed: invalid number: ${number}; expected whole numbers`,
			);
		hash = scramble(hash ^ scramble(number >>> 0));
		hash = scramble(hash + Math.floor(number / 0x100000000) + 0x9e3779b9);
	}
	return hash;
}

/** The finalizer of MurmurHash3: each bit of the input moves half of the output's. */
function scramble(value: number): number {
	let h = value >>> 0;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return (h ^ (h >>> 16)) >>> 0;
}

function xoshiro128(seed: number): () => number {
	let a = mixSeed(seed, 1);
	let b = mixSeed(seed, 2);
	let c = mixSeed(seed, 3);
	let d = mixSeed(seed, 4) | 1; // the state may not be all zero
	return () => {
		const scaled = Math.imul(b, 5);
		const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
		const shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = (d << 11) | (d >>> 21);
		return result;
	};
}
