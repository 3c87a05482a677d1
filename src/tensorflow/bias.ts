import type * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";
import { replaceKernel } from "./replace";

/**
 * A bias, `y[..., c] = x[..., c] + b[c]`, as TensorFlow's `BiasAdd`, which it can
 * fuse with the convolution or matrix product before it and the ReLU behind it;
 * and its gradient, `db[c] = sum dy[..., c]`, as `BiasAddGrad`.
 *
 * TensorFlow.js adds with broadcasting (`Add`) and sums over axes (`Sum`).
 */
export function registerBias(backend: NativeBackend): void {
	const attributes = typeAndFormat(backend);
	replaceKernel("Add", backend, (plain) => (inputs, attrs) => {
		const { a, b } = inputs as Record<string, tf.Tensor>;
		return isBias(a, b)
			? backend.executeSingleOutput("BiasAdd", attributes, [a, b])
			: plain(inputs, attrs);
	});
	replaceKernel("Sum", backend, (plain) => (inputs, attrs) => {
		const x = inputs.x as tf.Tensor;
		return isOverAllButLast(x, attrs)
			? backend.executeSingleOutput("BiasAddGrad", attributes, [x])
			: plain(inputs, attrs);
	});
}

function isBias(a: tf.Tensor, b: tf.Tensor): boolean {
	const { shape, dtype } = a;
	const isFloat = dtype === "float32" && b.dtype === "float32";
	const fits = b.shape.length === 1 && shape[shape.length - 1] === b.shape[0];
	return isFloat && fits && shape.length > 1 && shape.length < 6;
}

function isOverAllButLast(
	{ shape, dtype }: tf.Tensor,
	{ axis, keepDims }: tf.NamedAttrMap,
): boolean {
	const axes = [axis].flat() as number[];
	const rank = shape.length;
	const leading = axes.length === rank - 1 && axes.every((a, i) => a === i);
	return leading && !keepDims && dtype === "float32" && rank > 1 && rank < 6;
}

function typeAndFormat({ binding }: NativeBackend) {
	const { TF_ATTR_TYPE, TF_ATTR_STRING, TF_FLOAT } = binding;
	return [
		{ name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT },
		{ name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
	];
}
