import { createRandom, type Random } from "../base";
import type { Paint } from "./mesh";

const SIZE = 256;

/**
 * An irregular pattern for the skin, made once.
 *
 * @returns a function that makes a paint uneven by a share of its reflectance,
 *   in place, somewhere else on the pattern each time
 */
export function createMarble(): (
	paint: Paint,
	strength: number,
	random: Random,
) => void {
	const pattern = createPattern();
	return ({ width, height, values }, strength, { uniform }) => {
		const [left, top] = [uniform(0, SIZE), uniform(0, SIZE)];
		const step = uniform(0.25, 0.6);
		for (let y = 0, i = 0; y < height; y++) {
			const row = (Math.floor(top + y * step) % SIZE) * SIZE;
			for (let x = 0; x < width; x++, i++)
				values[i] *=
					1 + strength * pattern[row + (Math.floor(left + x * step) % SIZE)];
		}
	};
}

/** Soft noise of four sizes, without seams, about -2 to 2. */
function createPattern(): Float32Array {
	const { uniform } = createRandom(1);
	const pattern = new Float32Array(SIZE * SIZE);
	for (const cells of [4, 8, 32, 128]) {
		const knots = Float32Array.from({ length: cells ** 2 }, () =>
			uniform(-1, 1),
		);
		for (let y = 0, i = 0; y < SIZE; y++)
			for (let x = 0; x < SIZE; x++, i++) {
				const [u, v] = [(x / SIZE) * cells, (y / SIZE) * cells];
				const [u0, v0] = [Math.floor(u), Math.floor(v)];
				const [u1, v1] = [(u0 + 1) % cells, (v0 + 1) % cells];
				const [fu, fv] = [u - u0, v - v0];
				pattern[i] +=
					(knots[v0 * cells + u0] * (1 - fu) + knots[v0 * cells + u1] * fu) *
						(1 - fv) +
					(knots[v1 * cells + u0] * (1 - fu) + knots[v1 * cells + u1] * fu) *
						fv;
			}
	}
	return pattern;
}
