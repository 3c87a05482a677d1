import type * as tf from "@tensorflow/tfjs";
import { type Faces, faceCount, selectFaces } from "../dataset";
import { predictOutputs, setLabelOffset } from "../model";
import { trainingTargets } from "./targets";

/** Faces that are enough: each mean of as many errors is known to a few hundredths of a pixel. */
const ENOUGH = 4096;

/**
 * Measures how far the labels of the training faces lie from what a model predicts
 * there, output by output, and has the model add it.
 *
 * @param network a trained model with a LabelOffset, of zeros or measured before
 * @param faces those it was trained on; of many, some evenly spread ones are asked
 */
export async function measureLabelOffset(
	network: tf.LayersModel,
	faces: Faces,
): Promise<void> {
	const count = Math.min(faceCount(faces), ENOUGH);
	const asked = selectFaces(
		faces,
		Array.from({ length: count }, (_, i) =>
			Math.floor((i * faceCount(faces)) / count),
		),
	);
	const targets = await trainingTargets(network, asked);
	const columns = targets.length / count;
	setLabelOffset(network, new Float32Array(columns));
	const predicted = await predictOutputs(network, asked.images);
	const sums = new Float64Array(columns);
	const labels = new Float64Array(columns);
	targets.forEach((target, i) => {
		if (Number.isNaN(target)) return;
		sums[i % columns] += target - predicted[i];
		labels[i % columns]++;
	});
	setLabelOffset(
		network,
		Float32Array.from(sums, (sum, i) => sum / Math.max(1, labels[i])),
	);
}
