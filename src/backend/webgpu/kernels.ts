import * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";

/** A kernel of the backend `webgpu`: tensors and attributes in, a tensor out. */
export type Kernel = (
	inputs: Record<string, tf.Tensor>,
	attributes: tf.NamedAttrMap,
) => tf.TensorInfo;

/**
 * Replaces a kernel of the backend `webgpu`.
 *
 * @param make is given the backend's own, for what the new one leaves to it
 */
export function replaceKernel(
	name: string,
	backend: DawnBackend,
	make: (plain: Kernel) => Kernel,
): void {
	const own = tf.getKernel(name, "webgpu");
	const plain: Kernel = (inputs, attrs) =>
		own.kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo;
	const kernel = make(plain);
	tf.unregisterKernel(name, "webgpu");
	tf.registerKernel({
		...own,
		kernelFunc: ({ inputs, attrs }) =>
			kernel(inputs as Record<string, tf.Tensor>, attrs ?? {}),
	});
}
