import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";

/** A kernel's inputs and attributes as TensorFlow.js gives them, and its result. */
export type Kernel = (
	inputs: tf.NamedTensorInfoMap,
	attributes: tf.NamedAttrMap,
) => tf.TensorInfo;

/**
 * Replaces a kernel of TensorFlow.js's backend `tensorflow`.
 *
 * @param make is given the kernel as it was, and returns the new one
 */
export function replaceKernel(
	name: string,
	backend: NativeBackend,
	make: (plain: Kernel) => Kernel,
): void {
	const before = tf.getKernel(name, "tensorflow");
	const plain: Kernel = (inputs, attrs) =>
		before.kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo;
	const kernel = make(plain);
	tf.unregisterKernel(name, "tensorflow");
	tf.registerKernel({
		...before,
		kernelFunc: ({ inputs, attrs }) => kernel(inputs, attrs ?? {}),
	});
}
