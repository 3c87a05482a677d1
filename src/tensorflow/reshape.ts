import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";
import { replaceKernel } from "./replace";

/**
 * A reshape to the shape that a tensor has is the tensor itself. TensorFlow.js's
 * gradients make many, and each hides from TensorFlow what it could fuse: the
 * gradient of a bias with that of the convolution's filter.
 */
export function registerReshape(backend: NativeBackend): void {
	replaceKernel("Reshape", backend, (plain) => (inputs, attrs) => {
		const x = inputs.x as tf.Tensor;
		return tf.util.arraysEqual(x.shape, attrs.shape as number[])
			? (tf.engine().runKernel("Identity", { x }) as tf.Tensor)
			: plain(inputs, attrs);
	});
}
