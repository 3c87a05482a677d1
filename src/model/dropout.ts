import * as tf from "@tensorflow/tfjs";
import { dropoutMask, setLayerStep } from "../backend";

export interface SeededDropoutConfig {
	/** Share of the inputs that are set to zero while training, in [0, 1). */
	rate: number;
	/** Seed of the masks; layers of one model should differ in it. Default 0. */
	seed?: number;
	name?: string;
}

/**
 * Dropout whose masks can be drawn again: the mask of a batch follows from the
 * layer's seed and the number of the training step, which `fit` sets. So a run
 * that was stopped and resumed drops the same units as one that was not.
 *
 * (`tf.layers.dropout` either draws another mask in every run, or, with a seed,
 * the same mask for every batch.)
 *
 * Source: Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 */
export class SeededDropout extends tf.layers.Layer {
	/** @nocollapse */
	static className = "SeededDropout";

	/** Number of the training step, or a tensor with it; the next mask is drawn for it. */
	step: number | tf.Tensor = 0;
	readonly rate: number;
	readonly seed: number;

	constructor(config: SeededDropoutConfig) {
		super(config.name === undefined ? {} : { name: config.name });
		const { rate, seed = 0 } = config;
		if (!(rate >= 0 && rate < 1))
			throw new Error(
				`SeededDropout: invalid rate: ${rate}; expected at least 0 and below 1`,
			);
		this.rate = rate;
		this.seed = seed;
	}

	override call(
		inputs: tf.Tensor | tf.Tensor[],
		options: { training?: boolean } = {},
	): tf.Tensor {
		const x = Array.isArray(inputs) ? inputs[0] : inputs;
		if (!options.training || this.rate === 0) return x.clone();
		return tf.tidy(() =>
			x.mul(dropoutMask(x.shape, this.rate, [this.seed | 0, this.step])),
		);
	}

	override computeOutputShape(inputShape: tf.Shape): tf.Shape {
		return inputShape;
	}

	override getConfig(): tf.serialization.ConfigDict {
		return { ...super.getConfig(), rate: this.rate, seed: this.seed };
	}
}

tf.serialization.registerClass(SeededDropout);

/** Tells every dropout layer of a model for which training step to draw its next mask. */
export function setDropoutStep(
	network: tf.LayersModel,
	step: number | tf.Tensor,
): void {
	for (const layer of network.layers) {
		if (layer instanceof SeededDropout) layer.step = step;
		else if (layer instanceof tf.LayersModel) setDropoutStep(layer, step);
		else if (layer.getClassName() === "Dropout") setLayerStep(layer, step);
	}
}
