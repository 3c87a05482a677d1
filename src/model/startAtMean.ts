import * as tf from "@tensorflow/tfjs";
import { COORDINATE_COUNT, IMAGE_SIZE } from "../dataset";
import { OUTPUT_LAYER } from "./layers";

/**
 * Sets the last layer's bias so that an untrained model already predicts about
 * the mean face: the bias becomes the mean of the labels that are present, in
 * the units in which the layer speaks.
 *
 * Without it the first epochs are spent on learning that a coordinate is about
 * 50 pixels, with steps a hundred times too large for what follows.
 *
 * A coordinate without any label starts at the middle of the image.
 *
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @throws where the model has no layer named `coordinates`
 */
export function startAtMean(
	network: tf.LayersModel,
	labels: Float32Array,
): void {
	const mean = columnMeans(labels);
	const last = network.layers[network.layers.length - 1];
	const { scale = 1, offset = 0 } = last.getConfig() as {
		scale?: number;
		offset?: number;
	};
	const [kernel] = network.getLayer(OUTPUT_LAYER).getWeights();
	const start = tf.tensor1d(mean.map((value) => (value - offset) / scale));
	network.getLayer(OUTPUT_LAYER).setWeights([kernel, start]);
	start.dispose();
}

function columnMeans(labels: Float32Array): Float32Array {
	const sums = new Float64Array(COORDINATE_COUNT);
	const counts = new Int32Array(COORDINATE_COUNT);
	for (const [i, value] of labels.entries()) {
		if (Number.isNaN(value)) continue;
		sums[i % COORDINATE_COUNT] += value;
		counts[i % COORDINATE_COUNT]++;
	}
	return Float32Array.from(sums, (sum, i) =>
		counts[i] ? sum / counts[i] : (IMAGE_SIZE - 1) / 2,
	);
}
