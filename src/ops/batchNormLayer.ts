import * as tf from "@tensorflow/tfjs";

/** A batch normalised by its own statistics; the caller disposes all three. */
export interface NormalisedBatch {
	/** `[n, height, width, channels]`, with a gradient by x, gamma and beta. */
	y: tf.Tensor;
	/** `[channels]`, without a gradient. */
	mean: tf.Tensor;
	/** `[channels]`: the mean squared distance from the mean, without a gradient. */
	variance: tf.Tensor;
}

/** `gamma * (x - mean) / sqrt(variance + epsilon) + beta`, over all places of a batch. */
export type NormaliseBatch = (
	x: tf.Tensor,
	gamma: tf.Tensor,
	beta: tf.Tensor,
	epsilon: number,
) => NormalisedBatch;

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
 * Lets a backend compute every `tf.layers.batchNormalization` over images in
 * training by a function of its own. TensorFlow.js composes mean, variance,
 * normalisation and gradient of some thirty operations a layer.
 *
 * @param backend the backend's name; on others the layers stay as they are
 *
 * Source: Ioffe and Szegedy 2015, arXiv 1502.03167
 */
export function replaceBatchNorm(
	backend: string,
	normalise: NormaliseBatch,
): void {
	const layers = Object.getPrototypeOf(
		tf.layers.batchNormalization({}),
	) as BatchNormLayer;
	const plain = layers.call;
	layers.call = function (this: BatchNormLayer, inputs, options = {}) {
		const x = Array.isArray(inputs) ? inputs[0] : inputs;
		const { gamma, beta } = this;
		const overImages = x.rank === 4 && (this.axis === -1 || this.axis === 3);
		const fits = options.training && overImages && gamma && beta;
		if (!fits || tf.getBackend() !== backend)
			return plain.call(this, inputs, options);
		return tf.tidy(() => {
			const { y, mean, variance } = normalise(
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

/** What prediction uses: `momentum` of what was, the rest of what is. */
function moveTowards(weight: Weight, value: tf.Tensor, momentum: number): void {
	const before = weight.read();
	weight.write(before.sub(before.sub(value).mul(1 - momentum)));
}
