import * as tf from "@tensorflow/tfjs";
import { emptyTensor, type Kernel, registerKernel, valuesOf } from "./kernels";

/**
 * `Sum` and `Mean` over the first axes, as batch norm and the gradient of a bias
 * take them: over all places of all images, a result for every channel. The
 * backend transposes all of it first; here each row is added where it lies, with
 * double precision. What is not of this form is left to its own kernels.
 */
export function registerSumRows(): void {
	registerKernel("Sum", (plain) => overRows(plain, () => 1));
	registerKernel("Mean", (plain) => overRows(plain, (rows) => 1 / rows));
}

function overRows(plain: Kernel, factor: (rows: number) => number): Kernel {
	return (inputs, attributes, backend) => {
		const { x } = inputs;
		const axes = tf.util.parseAxisParam(
			attributes.axis as number | number[],
			x.shape,
		);
		const { length } = axes;
		const areFirst =
			length > 0 && length < x.rank && axes.every((axis) => axis < length);
		if (!areFirst || x.dtype !== "float32" || x.size === 0)
			return plain(inputs, attributes, backend);
		const kept = x.shape.slice(length);
		const ones = new Array(attributes.keepDims ? length : 0).fill(1);
		const result = emptyTensor(backend, [...ones, ...kept]);
		const rows = x.size / result.size;
		const sums = addRows(valuesOf(backend, x), result.size);
		const scale = factor(rows);
		valuesOf(backend, result).set(sums.map((sum) => sum * scale));
		return result;
	};
}

function addRows(values: Float32Array, columns: number): Float64Array {
	const sums = new Float64Array(columns);
	for (let at = 0; at < values.length; )
		for (let c = 0; c < columns; c++) sums[c] += values[at++];
	return sums;
}
