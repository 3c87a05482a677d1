import * as tf from "@tensorflow/tfjs";
import { IMAGE_SIZE, meanFace } from "../face";
import { OUTPUT_LAYER } from "./layers";

/**
 * Makes an untrained model predict the average face, whatever the image: the last
 * layer's kernel becomes zero and its bias the mean of the labels that are
 * present, in the units in which the layer speaks.
 *
 * So training begins at the mark that it has to beat. Without it the first epochs
 * are spent on learning that a coordinate is about 50 pixels, with steps a hundred
 * times too large for what follows. A coordinate without any label starts at the
 * middle of the image.
 *
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @throws where the model has no layer named `coordinates`
 */
export function startAtMean(
	network: tf.LayersModel,
	labels: Float32Array,
): void {
	const middle = (IMAGE_SIZE - 1) / 2;
	const mean = meanFace(labels).map((x) => (Number.isNaN(x) ? middle : x));
	const last = network.layers[network.layers.length - 1];
	const { scale = 1, offset = 0 } = last.getConfig() as {
		scale?: number;
		offset?: number;
	};
	const [kernel] = network.getLayer(OUTPUT_LAYER).getWeights();
	tf.tidy(() => {
		const bias = tf.tensor1d(mean.map((value) => (value - offset) / scale));
		network.getLayer(OUTPUT_LAYER).setWeights([tf.zerosLike(kernel), bias]);
	});
}
