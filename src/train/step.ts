import * as tf from "@tensorflow/tfjs";
import { ByteRows, type CompiledStep, compile } from "../backend";
import { heatmapsOf, IMAGE_SHAPE, outputCount, setDropoutStep } from "../model";
import type { Loss } from "../run";
import { heatmapLoss, isSquaredEnd } from "./heatmapLoss";
import { type MaskedLabels, maskedMeanSquaredError, maskLabels } from "./loss";
import type { Optimizer } from "./optimizer";

/** A batch of faces: arrays of all faces, and which of them. */
export interface Batch {
	/** Grey values 0-255, [n, 96, 96]. */
	images: Uint8Array;
	/** [n, c] in pixels, NaN where missing: a column for each output of the model. */
	labels: Float32Array;
	/** Positions of the batch's faces. */
	indices: Int32Array;
}

/** What a step tells about its batch, before the step. */
export interface StepResult {
	/** What is made small, in its units. */
	loss: number;
	/** Sum of the squared errors of the labels that were present, in square pixels. */
	squaredError: number;
	/** Labels that were present. */
	labels: number;
}

/** A step that is on its way, on a device that need not have ended it. */
export interface EnqueuedStep {
	/** `[2]`: loss and squared error, see {@link StepResult}; the caller disposes it. */
	figures: tf.Tensor;
	/** Labels that were present. */
	labels: number;
}

/** What changes from step to step besides the batch. */
export interface StepSettings {
	/** Number of the step, which decides the dropout masks. */
	step: number;
	learningRate: number;
	/** Share of the epochs that are done, in [0, 1). */
	done: number;
}

/** The variables that training changes. They belong to the model. */
export function trainableVariables(network: tf.LayersModel): tf.Variable[] {
	return network.trainableWeights.map((weight) => weight.read() as tf.Variable);
}

/** Loss and squared error of a batch, and the gradients. */
type LossAndGradients = CompiledStep<(...inputs: tf.Tensor[]) => tf.Tensor[]>;

/** The training step of a model, compiled: loss and gradients of a batch are one operation. */
export class TrainStep {
	private readonly variables: tf.Variable[];
	private readonly images = new ByteRows(IMAGE_SHAPE);
	private readonly columns: number;
	/** From images to points and, where the loss is about them, heatmaps. */
	private readonly forward: tf.LayersModel;
	private readonly main: LossAndGradients;
	/** As `main`, where a loss of heatmaps ends with the squared error. */
	private readonly end: LossAndGradients;

	/** @param optimizer of the model's trainable variables; not disposed here */
	constructor(
		private readonly network: tf.LayersModel,
		private readonly optimizer: Optimizer,
		private readonly loss: Loss,
	) {
		this.variables = trainableVariables(network);
		this.columns = outputCount(network);
		this.forward =
			loss.kind === "squared"
				? network
				: tf.model({
						inputs: network.inputs,
						outputs: [...network.outputs, heatmapsOf(network)],
					});
		const ofPhase = (isEnd: boolean) =>
			compile((...inputs) => this.compute(inputs, isEnd), { orPlain: true });
		this.main = ofPhase(false);
		this.end = ofPhase(true);
	}

	/**
	 * One step: predicts a batch, takes the gradient of the loss, and lets the
	 * optimizer change the weights, unless the loss is not finite.
	 *
	 * Leaves no tensor behind, besides the images, for the next step.
	 */
	run(batch: Batch, settings: StepSettings): StepResult {
		return tf.tidy(() => {
			const { figures, gradients, labels } = this.differentiate(
				batch,
				settings,
			);
			const [loss, squaredError] = figures.dataSync();
			if (Number.isFinite(loss))
				this.optimizer.apply(gradients, settings.learningRate);
			return { loss, squaredError, labels };
		});
	}

	/**
	 * The same for a device that works while the next step is prepared: nothing is
	 * read from it, so the weights change whatever the loss is.
	 */
	enqueue(batch: Batch, settings: StepSettings): EnqueuedStep {
		let labels = 0;
		const figures = tf.tidy(() => {
			const step = this.differentiate(batch, settings);
			labels = step.labels;
			this.optimizer.apply(step.gradients, settings.learningRate);
			return step.figures;
		});
		return { figures, labels };
	}

	private differentiate(
		{ images, labels, indices }: Batch,
		{ step, done }: StepSettings,
	) {
		const isEnd = this.loss.kind === "heatmap" && isSquaredEnd(this.loss, done);
		const targets = maskLabels(labels, indices, this.columns);
		const [figures, ...gradients] = (isEnd ? this.end : this.main)(
			tf.scalar(step, "int32"),
			targets.values,
			targets.present,
			...this.images.batch(images, indices),
		);
		return { figures, gradients, labels: targets.count };
	}

	private compute(inputs: tf.Tensor[], isEnd: boolean): tf.Tensor[] {
		const { network, forward, variables } = this;
		const [step, values, present, ...images] = inputs as tf.Tensor2D[];
		setDropoutStep(network, step);
		const input = ByteRows.gather(images).div(255);
		const targets = { values, present };
		let squaredError!: tf.Tensor;
		const { value, grads } = tf.variableGrads(() => {
			const outputs = [forward.apply(input, { training: true })].flat();
			const [points, heatmaps] = outputs as tf.Tensor[];
			squaredError = tf.keep(sumOfSquares(points, targets));
			return this.lossOf(points, heatmaps as tf.Tensor4D, targets, isEnd);
		}, variables);
		setDropoutStep(network, 0);
		const figures = tf.stack([value, squaredError]);
		squaredError.dispose();
		return [figures, ...variables.map(({ name }) => grads[name])];
	}

	private lossOf(
		points: tf.Tensor,
		heatmaps: tf.Tensor4D,
		targets: MaskedLabels,
		isEnd: boolean,
	): tf.Scalar {
		const { loss } = this;
		return loss.kind === "squared"
			? maskedMeanSquaredError(points, targets, loss.units)
			: heatmapLoss(points, heatmaps, targets, loss, isEnd);
	}

	dispose(): void {
		this.images.dispose();
		this.main.dispose();
		this.end.dispose();
	}
}

function sumOfSquares(
	points: tf.Tensor,
	{ values, present }: MaskedLabels,
): tf.Tensor {
	return points.sub(values).mul(present).square().sum();
}
