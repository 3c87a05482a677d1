import * as tf from "@tensorflow/tfjs";

/** A convolution as the second of `cnn`: 4 images, 3x3, 32 to 64 channels. */
const IMAGES = 4;
const SIZE = 47;
const INPUTS = 32;
const FILTERS = 64;

/** What TensorFlow 2.21 took, just started, for {@link measureStep} on two cores of an AMD EPYC. */
const TENSORFLOW_MS = 15;

/**
 * How much slower than TensorFlow the present backend trains, in a few words and
 * in a sentence: what a convolution with its gradients takes, measured now, beside
 * what TensorFlow was measured to take. Needs about a fifth of a second.
 */
export function estimateSlowdown(): { short: string; long: string } {
	const milliseconds = measureStep();
	const times = (milliseconds / TENSORFLOW_MS).toFixed(1);
	return {
		short: `about ${times} times slower than TensorFlow on two cores`,
		long: `about ${times} times slower: one layer's training step takes ${milliseconds.toFixed(0)} ms, measured now, and took TensorFlow ${TENSORFLOW_MS} ms on two cores of an AMD EPYC`,
	};
}

/** Milliseconds of the best of three. */
export function measureStep(): number {
	const x = tf.ones([IMAGES, SIZE, SIZE, INPUTS]) as tf.Tensor4D;
	const filter = tf.ones([3, 3, INPUTS, FILTERS]) as tf.Tensor4D;
	const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) =>
		tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "valid"),
	);
	let best = Number.POSITIVE_INFINITY;
	for (let i = 0; i < 3; i++) {
		const started = performance.now();
		tf.tidy(() => {
			for (const gradient of gradients([x, filter])) gradient.dataSync();
		});
		best = Math.min(best, performance.now() - started);
	}
	tf.dispose([x, filter]);
	return best;
}
