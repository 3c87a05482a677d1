import type * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";
import { replaceKernel } from "./replace";

/**
 * The product of two matrices as TensorFlow's `MatMul`, which it can fuse with the
 * bias and the ReLU behind it. TensorFlow.js takes the product of batches of
 * matrices, `BatchMatMulV2`, for all of them.
 */
export function registerMatMul(backend: NativeBackend): void {
	const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
	replaceKernel("BatchMatMul", backend, (plain) => (inputs, attrs) => {
		const { a, b } = inputs as Record<string, tf.Tensor>;
		if (a.shape.length !== 2 || b.shape.length !== 2 || a.dtype !== "float32")
			return plain(inputs, attrs);
		return backend.executeSingleOutput(
			"MatMul",
			[
				{ name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT },
				{ name: "transpose_a", type: TF_ATTR_BOOL, value: attrs.transposeA },
				{ name: "transpose_b", type: TF_ATTR_BOOL, value: attrs.transposeB },
			],
			[a, b],
		);
	});
}
