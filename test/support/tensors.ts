import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { createRandom } from "../../src/base";

/** Expects numbers to be near others, each within `tolerance` (absolute, and relative above 1). */
export function expectClose(
	actual: ArrayLike<number>,
	expected: ArrayLike<number>,
	tolerance = 1e-4,
): void {
	expect(actual.length, "number of values").to.equal(expected.length);
	for (let i = 0; i < expected.length; i++)
		expect(actual[i], `value ${i}`).to.be.closeTo(
			expected[i],
			tolerance * Math.max(1, Math.abs(expected[i])),
		);
}

/** A tensor of random numbers in [-1, 1) that follow from a seed. */
export function randomTensor(shape: number[], seed: number): tf.Tensor {
	const random = createRandom(seed);
	const size = shape.reduce((product, n) => product * n, 1);
	return tf.tensor(
		Float32Array.from({ length: size }, () => random.uniform(-1, 1)),
		shape,
	);
}

/**
 * The gradient of a scalar function by central differences, one input value at
 * a time.
 */
export function finiteDifferences(
	f: (x: tf.Tensor) => tf.Tensor,
	x: tf.Tensor,
	step = 1e-2,
): Float32Array {
	const values = x.dataSync<"float32">();
	const at = (i: number, value: number) =>
		tf.tidy(() => {
			const moved = values.slice();
			moved[i] = value;
			return f(tf.tensor(moved, x.shape)).dataSync()[0];
		});
	return values.map(
		(value, i) => (at(i, value + step) - at(i, value - step)) / (2 * step),
	);
}

/** Expects a function to leave as many tensors alive as there were before. */
export async function expectNoLeak(
	work: () => void | Promise<void>,
): Promise<void> {
	const before = tf.memory().numTensors;
	await work();
	expect(tf.memory().numTensors, "live tensors").to.equal(before);
}
