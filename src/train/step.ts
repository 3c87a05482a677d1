import * as tf from "@tensorflow/tfjs";
import { imageTensor, setDropoutStep } from "../model";
import { type LossUnits, maskedMeanSquaredError, maskLabels } from "./loss";
import type { Optimizer } from "./optimizer";

/** A batch of faces: arrays of all faces, and which of them. */
export interface Batch {
	/** Grey values 0-255, [n, 96, 96]. */
	images: Uint8Array;
	/** [n, 30] in pixels, NaN where missing. */
	labels: Float32Array;
	/** Positions of the batch's faces. */
	indices: Int32Array;
}

/** What a step tells about its batch, before the step. */
export interface StepResult {
	/** Masked mean squared error, in the loss's units. */
	loss: number;
	/** Labels that were present. */
	labels: number;
}

/** What changes from step to step besides the batch. */
export interface StepSettings {
	/** Number of the step, which decides the dropout masks. */
	step: number;
	learningRate: number;
	lossUnits: LossUnits;
}

/** The variables that training changes. They belong to the model. */
export function trainableVariables(network: tf.LayersModel): tf.Variable[] {
	return network.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/**
 * One training step: predicts a batch, takes the gradient of the masked loss,
 * and lets the optimizer change the weights, unless the loss is not finite.
 *
 * Leaves no tensor behind.
 */
export function trainStep(
	network: tf.LayersModel,
	variables: tf.Variable[],
	optimizer: Optimizer,
	{ images, labels, indices }: Batch,
	{ step, learningRate, lossUnits }: StepSettings,
): StepResult {
	setDropoutStep(network, step);
	return tf.tidy(() => {
		const input = imageTensor(images, indices);
		const targets = maskLabels(labels, indices);
		const { value, grads } = tf.variableGrads(() => {
			const predicted = network.apply(input, { training: true }) as tf.Tensor;
			return maskedMeanSquaredError(predicted, targets, lossUnits);
		}, variables);
		const [loss] = value.dataSync();
		if (Number.isFinite(loss))
			optimizer.apply(
				variables.map(({ name }) => grads[name]),
				learningRate,
			);
		return { loss, labels: targets.count };
	});
}
