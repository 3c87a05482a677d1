import * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend";

/**
 * The gradient of ReLU as one operation of TensorFlow, `ReluGrad`:
 * `dy` where `x > 0`, else 0. TensorFlow.js composes it of a comparison, a check
 * for NaN, a selection, a cast and a product.
 *
 * Other backends keep TensorFlow.js's own.
 */
export function registerReluGradient(backend: NodeJSKernelBackend): void {
	const plain = tf.getGradient("Relu");
	const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
	tf.registerGradient({
		kernelName: "Relu",
		inputsToSave: ["x"],
		gradFunc: (dy, saved, attributes) => {
			const [x] = saved;
			if (tf.backend() !== backend || x.dtype !== "float32")
				return plain.gradFunc(dy, saved, attributes);
			const type = [{ name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT }];
			return {
				x: () =>
					backend.executeSingleOutput("ReluGrad", type, [dy as tf.Tensor, x]),
			};
		},
	});
}
