import * as tf from "@tensorflow/tfjs";
import { sumColumns } from "./columns";
import type { DawnBackend } from "./dawnBackend";
import { replaceKernel } from "./kernels";

/**
 * `Sum` over all axes but the last, as the gradient of a bias takes it. TensorFlow.js
 * turns the tensor around first, then adds with one workgroup a channel.
 */
export function replaceSum(backend: DawnBackend): void {
	replaceKernel("Sum", backend, (plain) => (inputs, attributes) => {
		const { x } = inputs;
		const last = x.shape.length - 1;
		const axes = tf.util.parseAxisParam(
			attributes.axis as number | number[],
			x.shape,
		);
		const isBias =
			last > 0 && axes.length === last && axes.every((axis) => axis < last);
		if (!isBias || attributes.keepDims || x.dtype !== "float32" || !x.size)
			return plain(inputs, attributes);
		const channels = x.shape[last];
		const rows = tf.util.sizeFromShape(x.shape) / channels;
		return sumColumns(backend, {
			...{ name: "sum over rows", inputs: { x }, rows, channels },
			term: "x[i]",
		});
	});
}
