import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";

/**
 * Numbers in [0, 1) by TensorFlow's `StatelessRandomUniform`.
 *
 * @param seed `[2]`, int32
 */
export function drawUniform(
	backend: NativeBackend,
	shape: number[],
	seed: tf.Tensor,
): tf.Tensor {
	const { binding } = backend;
	return backend.executeSingleOutput(
		"StatelessRandomUniform",
		[type(backend, "dtype", binding.TF_FLOAT), ...ofSeed(backend)],
		[tf.tensor1d(shape, "int32"), seed],
	);
}

/**
 * Whether random bytes, four of each word of `StatelessRandomUniformFullInt`, are
 * at least `least`.
 *
 * @param seed `[2]`, int32
 * @returns `[words, 4]`, bool
 */
export function drawAtLeast(
	backend: NativeBackend,
	words: number,
	least: number,
	seed: tf.Tensor,
): tf.Tensor {
	const { TF_INT32, TF_UINT8, createTensor } = backend.binding;
	const drawn = backend.executeSingleOutput(
		"StatelessRandomUniformFullInt",
		[type(backend, "dtype", TF_INT32), ...ofSeed(backend)],
		[tf.tensor1d([words], "int32"), seed],
	);
	const bytes = backend.executeSingleOutput(
		"Bitcast",
		[type(backend, "T", TF_INT32), type(backend, "type", TF_UINT8)],
		[drawn],
	);
	const id = createTensor([], TF_UINT8, Uint8Array.of(least));
	const limit = { id, shape: [], dtype: TF_UINT8 };
	return backend.executeSingleOutput(
		"GreaterEqual",
		[type(backend, "T", TF_UINT8)],
		[bytes, backend.createOutputTensor(limit)],
	);
}

function ofSeed(backend: NativeBackend) {
	const { TF_INT32 } = backend.binding;
	return [type(backend, "T", TF_INT32), type(backend, "Tseed", TF_INT32)];
}

function type({ binding }: NativeBackend, name: string, value: number) {
	return { name, type: binding.TF_ATTR_TYPE, value };
}
