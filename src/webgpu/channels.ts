import type * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";
import { replaceKernel } from "./kernels";

/** What takes two tensors and may have one number for each channel. */
const NAMES = ["Add", "Sub", "Multiply", "RealDiv"];

/**
 * A number for each channel, as a bias, takes part in the program that all shapes
 * share. TensorFlow.js has one of its own for it, in which the threads wait for
 * each other; it is no faster on a GPU, and takes 15 times as long in software.
 */
export function replaceChannelwise(backend: DawnBackend): void {
	for (const name of NAMES)
		replaceKernel(
			name,
			backend,
			(plain) =>
				({ a, b }, attributes) =>
					plain({ a: withRankOf(b, a), b: withRankOf(a, b) }, attributes),
		);
}

/** The same values with ones in front of the shape, where it is of one dimension. */
function withRankOf(other: tf.Tensor, x: tf.Tensor): tf.Tensor {
	const { length } = other.shape;
	if (x.shape.length !== 1 || length < 2) return x;
	const shape = [...new Array(length - 1).fill(1), ...x.shape];
	return { dataId: x.dataId, dtype: x.dtype, shape } as tf.Tensor;
}
