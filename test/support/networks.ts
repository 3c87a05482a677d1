import * as tf from "@tensorflow/tfjs";
import { SeededDropout } from "../../src/model";

/**
 * A network small enough to train in a test, with the layers that make resuming
 * hard: batch norm, which keeps statistics, and dropout, which draws.
 */
export function smallNetwork(seed = 0): tf.LayersModel {
	const { heUniform } = tf.initializers;
	return tf.sequential({
		layers: [
			tf.layers.averagePooling2d({ poolSize: 8, inputShape: [96, 96, 1] }),
			tf.layers.conv2d({
				filters: 4,
				kernelSize: 3,
				activation: "relu",
				kernelInitializer: heUniform({ seed }),
			}),
			tf.layers.batchNormalization({ momentum: 0.9 }),
			tf.layers.flatten(),
			new SeededDropout({ rate: 0.2, seed: seed + 1 }),
			tf.layers.dense({
				units: 30,
				kernelInitializer: heUniform({ seed: seed + 2 }),
				name: `coordinates${names++}`,
			}),
			tf.layers.rescaling({ scale: 47.5, offset: 47.5 }),
		],
	});
}

let names = 0;

/** All weights of a network as one list of numbers. */
export function weightsOf(network: tf.LayersModel): number[] {
	return network.weights.flatMap((weight) =>
		Array.from(weight.read().dataSync()),
	);
}
