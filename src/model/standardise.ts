import * as tf from "@tensorflow/tfjs";

/** Added to the variance, so that an image of one grey value stays finite. */
const EPSILON = 1e-4;

/**
 * Makes each image's grey values have mean zero and variance one, so that a dark
 * photo and a bright one look alike to what follows.
 *
 * `[n, h, w, 1]` to the same shape: `(x - mean) / sqrt(variance + 1e-4)`.
 */
export class StandardiseImage extends tf.layers.Layer {
	/** @nocollapse */
	static className = "StandardiseImage";

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const images = Array.isArray(inputs) ? inputs[0] : inputs;
		return tf.tidy(() => {
			const { mean, variance } = tf.moments(images, [1, 2, 3], true);
			return images.sub(mean).div(variance.add(EPSILON).sqrt());
		});
	}

	override computeOutputShape(inputShape: tf.Shape): tf.Shape {
		return inputShape;
	}
}

tf.serialization.registerClass(StandardiseImage);
