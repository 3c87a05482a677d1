import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";

/**
 * Bytes as a tensor of one byte a value, where TensorFlow.js has four. It is good
 * for {@link gatherRows} only: TensorFlow.js knows no such type.
 */
export function createBytes(
	backend: NativeBackend,
	values: Uint8Array,
	shape: number[],
): tf.Tensor {
	const { binding } = backend;
	const dtype = binding.TF_UINT8;
	const id = binding.createTensor(shape, dtype, values);
	return backend.createOutputTensor({ id, shape, dtype });
}

/**
 * Rows of bytes as float32, by TensorFlow's `GatherV2` and `Cast`. It replaces a
 * loop in JavaScript over every value of a batch.
 *
 * @param bytes `[n, ...]`, of {@link createBytes}
 * @param indices `[m]`, int32
 * @returns `[m, ...]`
 */
export function gatherRows(
	backend: NativeBackend,
	bytes: tf.Tensor,
	indices: tf.Tensor,
): tf.Tensor {
	const { TF_ATTR_TYPE, TF_UINT8, TF_INT32, TF_FLOAT } = backend.binding;
	const type = (name: string, value: number) => ({
		name,
		type: TF_ATTR_TYPE,
		value,
	});
	return tf.tidy(() => {
		const rows = backend.executeSingleOutput(
			"GatherV2",
			[
				type("Tparams", TF_UINT8),
				type("Tindices", TF_INT32),
				type("Taxis", TF_INT32),
			],
			[bytes, indices, tf.scalar(0, "int32")],
		);
		return backend.executeSingleOutput(
			"Cast",
			[type("SrcT", TF_UINT8), type("DstT", TF_FLOAT)],
			[rows],
		);
	});
}
