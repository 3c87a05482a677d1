import * as tf from "@tensorflow/tfjs";
import { type NormalisedBatch, replaceBatchNorm } from "../ops";
import type { NativeBackend } from "./nativeBackend";

/**
 * Batch norm in training as one operation of TensorFlow and its gradient as
 * another, `FusedBatchNormV3` and `FusedBatchNormGradV3`.
 */
export function registerBatchNorm(backend: NativeBackend): void {
	replaceBatchNorm("tensorflow", (x, gamma, beta, epsilon) =>
		normalise(backend, x, gamma, beta, epsilon),
	);
}

function normalise(
	backend: NativeBackend,
	input: tf.Tensor,
	gamma: tf.Tensor,
	beta: tf.Tensor,
	epsilon: number,
): NormalisedBatch {
	const attributes = fusedAttributes(backend, epsilon);
	let mean!: tf.Tensor;
	let variance!: tf.Tensor;
	const run = tf.customGrad((...given) => {
		// customGrad types its tensors and the function that saves some as one list.
		const [x, scale, offset] = given as tf.Tensor[];
		const save = given[3] as unknown as (saved: tf.Tensor[]) => void;
		const none = tf.zeros([0]);
		const [y, batchMean, batchVariance, ...reserved] =
			backend.executeMultipleOutputs(
				"FusedBatchNormV3",
				attributes,
				[x, scale, offset, none, none],
				6,
			);
		// TensorFlow gives the variance of a sample, TensorFlow.js wants that of the batch.
		const count = x.size / scale.size;
		mean = tf.keep(batchMean.clone());
		variance = tf.keep(batchVariance.mul((count - 1) / count));
		save([x, scale, ...reserved]);
		return {
			value: y,
			gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
				backend
					.executeMultipleOutputs(
						"FusedBatchNormGradV3",
						attributes,
						[dy, ...saved],
						5,
					)
					.slice(0, 3),
		};
	});
	return { y: run(input, gamma, beta), mean, variance };
}

function fusedAttributes({ binding }: NativeBackend, epsilon: number) {
	const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING } = binding;
	return [
		{ name: "T", type: TF_ATTR_TYPE, value: binding.TF_FLOAT },
		{ name: "U", type: TF_ATTR_TYPE, value: binding.TF_FLOAT },
		{ name: "epsilon", type: TF_ATTR_FLOAT, value: epsilon },
		{ name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
		{ name: "is_training", type: TF_ATTR_BOOL, value: true },
	];
}
