import * as tf from "@tensorflow/tfjs";
import { sumColumns } from "./columns";
import type { DawnBackend } from "./dawnBackend";
import { replaceKernel } from "./kernels";

/**
 * `Sum` over all axes but the last, as the gradient of a bias takes it. TensorFlow.js
 * turns the tensor around first, then adds with one workgroup a channel; and it
 * fails on a tensor without values.
 */
export function replaceSum(backend: DawnBackend): void {
	replaceKernel("Sum", backend, (plain) => (inputs, attributes) => {
		const { x } = inputs;
		const last = x.shape.length - 1;
		const axes = tf.util.parseAxisParam(
			attributes.axis as number | number[],
			x.shape,
		);
		if (tf.util.sizeFromShape(x.shape) === 0)
			return zeros(x.shape, axes, attributes.keepDims as boolean, x.dtype);
		const isBias =
			last > 0 && axes.length === last && axes.every((axis) => axis < last);
		if (!isBias || attributes.keepDims || x.dtype !== "float32")
			return plain(inputs, attributes);
		const channels = x.shape[last];
		const rows = tf.util.sizeFromShape(x.shape) / channels;
		return sumColumns(backend, {
			...{ name: "sum over rows", inputs: { x }, rows, channels },
			term: "x[i]",
		});
	});
}

function zeros(
	shape: number[],
	axes: number[],
	keepDims: boolean,
	dtype: tf.DataType,
): tf.Tensor {
	const { computeOutAndReduceShapes, expandShapeToKeepDim } = tf.backend_util;
	const [rest] = computeOutAndReduceShapes(shape, axes);
	return tf.zeros(keepDims ? expandShapeToKeepDim(rest, axes) : rest, dtype);
}
