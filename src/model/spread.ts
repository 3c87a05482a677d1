import * as tf from "@tensorflow/tfjs";
import { distributionsOf } from "./softArgmax";

/**
 * How widely heatmaps are spread: the root mean square distance of each one's
 * distribution from its expectation. A model that is sure has it in one place.
 *
 * `[n, k, h, w]` logits to `[n, k]` in pixels of a 96x96 image
 */
export class HeatmapSpread extends tf.layers.Layer {
	/** @nocollapse */
	static className = "HeatmapSpread";

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.tidy(() => {
			const { places, centres, n, maps } = distributionsOf(inputs);
			const mean = places.matMul(centres).square().sum(1);
			const ofSquares = places
				.matMul(centres.square().sum(1, true))
				.squeeze([1]);
			return ofSquares.sub(mean).maximum(0).sqrt().reshape([n, maps]);
		});
	}

	override computeOutputShape([n, maps]: number[]): tf.Shape {
		return [n, maps];
	}
}

tf.serialization.registerClass(HeatmapSpread);
