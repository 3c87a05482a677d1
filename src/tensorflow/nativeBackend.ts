import type * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend";
import type { Binding } from "./binding";
import type { TensorMetadata } from "./trace";

/** TensorFlow.js's backend over this project's binding: what is used of it. */
export interface NativeBackend
	extends Pick<
		NodeJSKernelBackend,
		"executeSingleOutput" | "executeMultipleOutputs" | "refCount"
	> {
	binding: Binding;
	/** The binding's numbers of tensors. */
	getInputTensorIds(tensors: tf.Tensor[]): number[];
	/** A tensor for a result of the binding; the caller disposes it. */
	createOutputTensor(result: TensorMetadata): tf.Tensor;
}
