import * as tf from "@tensorflow/tfjs";
import { COORDINATE_COUNT, IMAGE_PIXELS, IMAGE_SIZE } from "../dataset";

export interface PredictOptions {
	/** Images a batch; bounds the memory, not the result. Default 128. */
	batchSize?: number;
	/** Called after each batch with the number of images done. */
	onProgress?: (done: number) => void;
}

/**
 * The images of some faces as a model's input.
 *
 * @param images grey values 0-255, [n, 96, 96]
 * @param indices which of the n images, in which order
 * @returns `[indices.length, 96, 96, 1]` float32 in [0, 1]; the caller disposes it
 */
export function imageTensor(
	images: Uint8Array,
	indices: ArrayLike<number>,
): tf.Tensor4D {
	const values = new Float32Array(indices.length * IMAGE_PIXELS);
	for (let i = 0; i < indices.length; i++) {
		const from = indices[i] * IMAGE_PIXELS;
		const to = i * IMAGE_PIXELS;
		for (let j = 0; j < IMAGE_PIXELS; j++)
			values[to + j] = images[from + j] / 255;
	}
	return tf.tensor4d(values, [indices.length, IMAGE_SIZE, IMAGE_SIZE, 1]);
}

/**
 * Predicts the points of images, batch by batch.
 *
 * @param network a model from `[n, 96, 96, 1]` in [0, 1] to `[n, 30]` in pixels
 * @param images grey values 0-255, [n, 96, 96]
 * @returns `[n, 30]` in pixels
 * @throws where a prediction is not finite, which means that training has diverged
 */
export async function predict(
	network: tf.LayersModel,
	images: Uint8Array,
	options: PredictOptions = {},
): Promise<Float32Array> {
	const { batchSize = 128, onProgress } = options;
	const count = images.length / IMAGE_PIXELS;
	const predictions = new Float32Array(count * COORDINATE_COUNT);
	for (let start = 0; start < count; start += batchSize) {
		const length = Math.min(batchSize, count - start);
		const indices = Int32Array.from({ length }, (_, i) => start + i);
		const output = tf.tidy(
			() => network.predict(imageTensor(images, indices)) as tf.Tensor,
		);
		predictions.set(await output.data<"float32">(), start * COORDINATE_COUNT);
		output.dispose();
		onProgress?.(start + length);
	}
	const bad = predictions.findIndex((value) => !Number.isFinite(value));
	if (bad >= 0)
		throw new Error(
			`predict: invalid prediction for image ${Math.floor(bad / COORDINATE_COUNT)}: ${predictions[bad]}; expected finite pixels: the model's weights are not usable`,
		);
	return predictions;
}
