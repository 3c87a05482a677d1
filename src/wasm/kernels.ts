import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** A kernel of the backend `wasm`: tensors and attributes in, a tensor out. */
export type Kernel = (
	inputs: Record<string, tf.Tensor>,
	attributes: Record<string, unknown>,
	backend: BackendWasm,
) => tf.Tensor;

/**
 * Registers a kernel of the backend `wasm`, in place of its own where it has one.
 *
 * @param make gets the backend's own kernel, for what the new one leaves to it
 */
export function registerKernel(
	name: string,
	make: (plain: Kernel) => Kernel,
): void {
	const own = tf.getKernel(name, "wasm");
	if (own) tf.unregisterKernel(name, "wasm");
	const plain: Kernel = (inputs, attributes, backend) => {
		const attrs = attributes as tf.NamedAttrMap;
		const made = own.kernelFunc({ inputs, attrs, backend }) as tf.TensorInfo;
		return tf.engine().makeTensorFromTensorInfo(made);
	};
	const kernel = make(plain);
	tf.registerKernel({
		kernelName: name,
		backendName: "wasm",
		...(own?.setupFunc && { setupFunc: own.setupFunc }),
		kernelFunc: ({ inputs, attrs, backend }) =>
			kernel(
				inputs as Record<string, tf.Tensor>,
				attrs ?? {},
				backend as BackendWasm,
			),
	});
}

/** A new tensor of undefined content; the caller fills it by {@link valuesOf}. */
export function emptyTensor(backend: BackendWasm, shape: number[]): tf.Tensor {
	return tf
		.engine()
		.makeTensorFromTensorInfo(backend.makeOutput(shape, "float32"));
}

/**
 * The values of float32 tensors where they lie, in the memory of WebAssembly.
 * They are moved when that memory grows: make every tensor first, then ask.
 */
export function valuesOf(
	backend: BackendWasm,
	tensor: tf.Tensor,
): Float32Array {
	return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** All of that memory as float32 values. It is replaced when it grows, as above. */
export function memoryOf(backend: BackendWasm): Float32Array {
	const { HEAPU8 } = backend.wasm as unknown as { HEAPU8: Uint8Array };
	return new Float32Array(HEAPU8.buffer);
}

/** Where the values of a float32 tensor begin in that memory, counted in values. */
export function placeOf(backend: BackendWasm, tensor: tf.Tensor): number {
	return backend.getMemoryOffset(tensor.dataId) / 4;
}
