import * as tf from "@tensorflow/tfjs";
import { registerKernel } from "./kernels";

/** What a value costs when it is packed and when it is transposed, in nanoseconds as measured. */
const PACK = 16;
const TRANSPOSE = 6;

/**
 * `BatchMatMul` of one matrix with another, in the form that costs least. The
 * backend is fast only where neither is transposed, and packs the second one
 * anew whenever its values are new, as those of a layer in training are. So
 * transposed matrices are transposed beforehand, and `A·B` is taken as
 * `(Bᵀ·Aᵀ)ᵀ` where B is much larger than A.
 *
 * Products of several matrices at a time are left to the backend's own kernel.
 */
export function registerMatMul(): void {
	registerKernel("BatchMatMul", (plain) => (inputs, attributes, backend) => {
		const { a, b } = inputs;
		const transposeA = attributes.transposeA as boolean;
		const transposeB = attributes.transposeB as boolean;
		const outer = [...a.shape.slice(0, -2), ...b.shape.slice(0, -2)];
		if (outer.some((n) => n !== 1) || a.size * b.size === 0)
			return plain(inputs, attributes, backend);
		return tf.tidy(() => {
			const left = asMatrix(a);
			const right = asMatrix(b);
			const rows = left.shape[transposeA ? 1 : 0];
			const columns = right.shape[transposeB ? 0 : 1];
			const straight =
				b.size * PACK +
				(Number(transposeA) * a.size + Number(transposeB) * b.size) * TRANSPOSE;
			const turned =
				a.size * PACK +
				(Number(!transposeA) * a.size +
					Number(!transposeB) * b.size +
					rows * columns) *
					TRANSPOSE;
			const multiply = (x: tf.Tensor, y: tf.Tensor) =>
				plain(
					{ a: x, b: y },
					{ transposeA: false, transposeB: false },
					backend,
				);
			const product =
				straight <= turned
					? multiply(turn(left, transposeA), turn(right, transposeB))
					: multiply(
							turn(right, !transposeB),
							turn(left, !transposeA),
						).transpose();
			const ones = new Array(Math.max(a.rank, b.rank) - 2).fill(1);
			return product.reshape([...ones, rows, columns]);
		});
	});
}

function turn(x: tf.Tensor2D, transposed: boolean): tf.Tensor2D {
	return transposed ? x.transpose() : x;
}

function asMatrix(x: tf.Tensor): tf.Tensor2D {
	return x.reshape(x.shape.slice(-2) as [number, number]);
}
