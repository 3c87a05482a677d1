import * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend";

/** What is used of a batch norm layer of TensorFlow.js. */
interface BatchNormLayer {
	axis: number;
	momentum: number;
	epsilon: number;
	gamma: Weight | null;
	beta: Weight | null;
	movingMean: Weight;
	movingVariance: Weight;
	call(inputs: Inputs, options?: { training?: boolean }): tf.Tensor;
}

interface Weight {
	read(): tf.Tensor;
	write(value: tf.Tensor): unknown;
}

type Inputs = tf.Tensor | tf.Tensor[];

/**
 * Batch norm in training as one operation of TensorFlow and its gradient as
 * another, `FusedBatchNormV3` and `FusedBatchNormGradV3`, for every
 * `tf.layers.batchNormalization` over images. TensorFlow.js composes mean,
 * variance, normalisation and gradient of some thirty operations a layer.
 *
 * Source: Ioffe and Szegedy 2015, arXiv 1502.03167
 */
export function registerBatchNorm(backend: NodeJSKernelBackend): void {
	const layers = Object.getPrototypeOf(
		tf.layers.batchNormalization({}),
	) as BatchNormLayer;
	const plain = layers.call;
	layers.call = function (this: BatchNormLayer, inputs, options = {}) {
		const x = Array.isArray(inputs) ? inputs[0] : inputs;
		const { gamma, beta } = this;
		const overImages = x.rank === 4 && (this.axis === -1 || this.axis === 3);
		const fits = options.training && overImages && gamma && beta;
		if (!fits || tf.backend() !== backend)
			return plain.call(this, inputs, options);
		return tf.tidy(() => {
			const { y, mean, variance } = normalise(
				backend,
				x,
				gamma.read(),
				beta.read(),
				this.epsilon,
			);
			moveTowards(this.movingMean, mean, this.momentum);
			moveTowards(this.movingVariance, variance, this.momentum);
			tf.dispose([mean, variance]);
			return y;
		});
	};
}

/** Normalises over the batch; the mean and the variance are kept for the caller to dispose. */
function normalise(
	backend: NodeJSKernelBackend,
	input: tf.Tensor,
	gamma: tf.Tensor,
	beta: tf.Tensor,
	epsilon: number,
): { y: tf.Tensor; mean: tf.Tensor; variance: tf.Tensor } {
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

function fusedAttributes({ binding }: NodeJSKernelBackend, epsilon: number) {
	const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING } = binding;
	return [
		{ name: "T", type: TF_ATTR_TYPE, value: binding.TF_FLOAT },
		{ name: "U", type: TF_ATTR_TYPE, value: binding.TF_FLOAT },
		{ name: "epsilon", type: TF_ATTR_FLOAT, value: epsilon },
		{ name: "data_format", type: TF_ATTR_STRING, value: "NHWC" },
		{ name: "is_training", type: TF_ATTR_BOOL, value: true },
	];
}

/** What prediction uses: `momentum` of what was, the rest of what is. */
function moveTowards(weight: Weight, value: tf.Tensor, momentum: number): void {
	const before = weight.read();
	weight.write(before.sub(before.sub(value).mul(1 - momentum)));
}
