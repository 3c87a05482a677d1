import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";
import { replaceKernel } from "./replace";

/**
 * The gradient of ReLU, `dx = dy where y > 0, else 0`, as TensorFlow's `ReluGrad`.
 * TensorFlow.js composes it of a comparison, a check for NaN, a selection, a cast
 * and a product, and takes ReLU's input: with the output instead, TensorFlow may
 * drop the input, and fuse the ReLU with what comes before.
 *
 * A max pooling behind a ReLU takes the gradient of both at once, of a quarter of
 * the cells: a cell that it passes a gradient to is its window's largest, so the
 * ReLU has cut it off where the pooling's output is 0 (see `maxPool.ts`).
 */
export function registerRelu(backend: NativeBackend): void {
	const plain = tf.getGradient("Relu");
	replaceKernel("Relu", backend, (kernel) => (inputs, attrs) => {
		const y = kernel(inputs, attrs);
		outputsOfRelu.add(y.dataId);
		return y;
	});
	tf.registerGradient({
		kernelName: "Relu",
		outputsToSave: [true],
		gradFunc: (dy, saved, attributes) => {
			const [y] = saved;
			const gradient = dy as tf.Tensor;
			if (tf.getBackend() !== "tensorflow" || y.dtype !== "float32")
				return plain.gradFunc(dy, saved, attributes);
			const isCut = cutBy.get(gradient.dataId) === y.dataId;
			return {
				x: () => (isCut ? gradient.clone() : reluGrad(backend, gradient, y)),
			};
		},
	});
}

/** `dy` where `y` is above 0, else 0. */
export function reluGrad(
	backend: NativeBackend,
	dy: tf.Tensor,
	y: tf.Tensor,
): tf.Tensor {
	const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
	const type = [{ name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT }];
	return backend.executeSingleOutput("ReluGrad", type, [dy, y]);
}

const outputsOfRelu = new WeakSet<object>();
const cutBy = new WeakMap<object, object>();

/** Whether a tensor is the output of a ReLU. */
export function isReluOutput({ dataId }: tf.Tensor): boolean {
	return outputsOfRelu.has(dataId);
}

/** Notes that a gradient by the output of a ReLU is 0 already where the ReLU cuts off. */
export function noteCut(gradient: tf.Tensor, y: tf.Tensor): void {
	cutBy.set(gradient.dataId, y.dataId);
}
