import * as tf from "@tensorflow/tfjs";

/** A kernel: tensors by name, and attributes in, a tensor out. */
export type Kernel<Inputs = tf.NamedTensorInfoMap> = (
	inputs: Inputs,
	attributes: tf.NamedAttrMap,
) => tf.TensorInfo;

/**
 * Replaces a kernel of a backend of TensorFlow.js.
 *
 * @param backend that of the name `backendName`
 * @param make is given the kernel as it was, for what the new one leaves to it
 */
export function replaceKernelOf<Inputs>(
	backendName: string,
	name: string,
	backend: object,
	make: (plain: Kernel<Inputs>) => Kernel<Inputs>,
): void {
	const before = tf.getKernel(name, backendName);
	const plain: Kernel<Inputs> = (given, attrs) => {
		const inputs = given as tf.NamedTensorInfoMap;
		return before.kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo;
	};
	const kernel = make(plain);
	tf.unregisterKernel(name, backendName);
	tf.registerKernel({
		...before,
		kernelFunc: ({ inputs, attrs }) => kernel(inputs as Inputs, attrs ?? {}),
	});
}

/** The windows of max pooling, from its input and the attributes of its kernel. */
export function poolingOf(
	input: tf.TensorInfo,
	attributes: Record<string, unknown>,
): tf.backend_util.Conv2DInfo {
	return tf.backend_util.computePool2DInfo(
		input.shape as [number, number, number, number],
		attributes.filterSize as [number, number],
		attributes.strides as [number, number],
		1,
		attributes.pad as "valid",
		attributes.dimRoundingMode as "floor" | undefined,
	);
}
