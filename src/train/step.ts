import * as tf from "@tensorflow/tfjs";
import { ByteRows, type CompiledStep, compile } from "../backend";
import { IMAGE_SHAPE, setDropoutStep } from "../model";
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
}

/** The variables that training changes. They belong to the model. */
export function trainableVariables(network: tf.LayersModel): tf.Variable[] {
	return network.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/** The training step of a model, compiled: loss and gradients of a batch are one operation. */
export class TrainStep {
	private readonly variables: tf.Variable[];
	private readonly images = new ByteRows(IMAGE_SHAPE);
	private readonly lossAndGradients: CompiledStep<
		(...inputs: tf.Tensor[]) => tf.Tensor[]
	>;

	/** @param optimizer of the model's trainable variables; not disposed here */
	constructor(
		private readonly network: tf.LayersModel,
		private readonly optimizer: Optimizer,
		private readonly lossUnits: LossUnits,
	) {
		this.variables = trainableVariables(network);
		this.lossAndGradients = compile((...inputs) => this.compute(inputs));
	}

	/**
	 * One step: predicts a batch, takes the gradient of the masked loss, and lets
	 * the optimizer change the weights, unless the loss is not finite.
	 *
	 * Leaves no tensor behind, besides the images, for the next step.
	 */
	run(
		{ images, labels, indices }: Batch,
		{ step, learningRate }: StepSettings,
	): StepResult {
		return tf.tidy(() => {
			const { values, present, count } = maskLabels(labels, indices);
			const [value, ...gradients] = this.lossAndGradients(
				tf.scalar(step, "int32"),
				values,
				present,
				...this.images.batch(images, indices),
			);
			const [loss] = value.dataSync();
			if (Number.isFinite(loss)) this.optimizer.apply(gradients, learningRate);
			return { loss, labels: count };
		});
	}

	private compute(inputs: tf.Tensor[]): tf.Tensor[] {
		const { network, variables, lossUnits } = this;
		const [step, values, present, ...images] = inputs as tf.Tensor2D[];
		setDropoutStep(network, step);
		const input = ByteRows.gather(images).div(255);
		const { value, grads } = tf.variableGrads(() => {
			const predicted = network.apply(input, { training: true }) as tf.Tensor;
			return maskedMeanSquaredError(predicted, { values, present }, lossUnits);
		}, variables);
		setDropoutStep(network, 0);
		return [value, ...variables.map(({ name }) => grads[name])];
	}

	dispose(): void {
		this.images.dispose();
		this.lossAndGradients.dispose();
	}
}
