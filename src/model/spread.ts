import * as tf from "@tensorflow/tfjs";
import { IMAGE_PIXELS, KEYPOINT_COUNT, type LabelSource } from "../dataset";
import { heatmapsOf } from "./keypointNet";
import { outputOf } from "./outputs";
import { imageTensor } from "./predict";
import { cellCentres } from "./softArgmax";

/**
 * How widely each point's heatmap is spread: the root mean square distance of its
 * distribution from its expectation. A model that is sure has it in one place.
 *
 * @param network one with heatmaps, as `buildKeypointNet` makes it
 * @param images grey values 0-255, [n, 96, 96]
 * @returns `[n, 15]` in pixels
 * @throws where the model has no heatmaps
 */
export async function heatmapSpread(
	network: tf.LayersModel,
	images: Uint8Array,
	options: { batchSize?: number; sources?: readonly LabelSource[] } = {},
): Promise<Float32Array> {
	const { batchSize = 128, sources } = options;
	const count = images.length / IMAGE_PIXELS;
	const heatmaps = tf.model({
		inputs: network.inputs,
		outputs: heatmapsOf(network),
	});
	const spread = new Float32Array(count * KEYPOINT_COUNT);
	for (let start = 0; start < count; start += batchSize) {
		const length = Math.min(batchSize, count - start);
		const indices = Int32Array.from({ length }, (_, i) => start + i);
		const variances = tf.tidy(() =>
			mapVariances(
				heatmaps.predict(imageTensor(images, indices)) as tf.Tensor4D,
			),
		);
		const maps = variances.shape[1];
		const values = await variances.data<"float32">();
		variances.dispose();
		for (let i = 0; i < length * KEYPOINT_COUNT; i++) {
			const [row, point] = [Math.floor(i / KEYPOINT_COUNT), i % KEYPOINT_COUNT];
			const map = outputOf(2 * point, sources?.[start + row] ?? "A") / 2;
			spread[start * KEYPOINT_COUNT + i] = Math.sqrt(values[row * maps + map]);
		}
	}
	return spread;
}

/** Variance of each map's distribution across and down together, `[n, k]` in square pixels. */
function mapVariances(logits: tf.Tensor4D): tf.Tensor2D {
	const [n, maps, height, width] = logits.shape;
	const places = tf.softmax(logits.reshape([n * maps, height * width]));
	const centres = cellCentres(height, width);
	const mean = places.matMul(centres).square().sum(1);
	const ofSquares = places.matMul(centres.square().sum(1, true)).squeeze([1]);
	return ofSquares.sub(mean).maximum(0).reshape([n, maps]);
}
