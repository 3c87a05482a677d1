import * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend";
import { philoxUniform } from "./philox";

/**
 * Random numbers in [0, 1) that depend on the seed alone: the same seed gives
 * the same numbers on every backend, however often it is called.
 *
 * TensorFlow draws them natively, with a counter-based generator (Salmon et al.,
 * "Parallel random numbers: as easy as 1, 2, 3"); elsewhere {@link philoxUniform}
 * draws the same.
 *
 * @param shape shape of the result, float32; the caller disposes it
 * @param seed two 32-bit integers, for example a layer's seed and a step
 */
export function randomUniform(
	shape: number[],
	seed: readonly [number, number],
): tf.Tensor {
	if (tf.getBackend() !== "tensorflow")
		return tf.tensor(philoxUniform(tf.util.sizeFromShape(shape), seed), shape);
	const backend = tf.backend() as NodeJSKernelBackend;
	const { binding } = backend;
	return tf.tidy(() =>
		backend.executeSingleOutput(
			"StatelessRandomUniform",
			[
				{ name: "dtype", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
				{ name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
				{ name: "Tseed", type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
			],
			[tf.tensor1d(shape, "int32"), tf.tensor1d([...seed], "int32")],
		),
	);
}
