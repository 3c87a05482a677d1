import * as tf from "@tensorflow/tfjs";
import { IMAGE_SIZE } from "../face";

/** The name of the layer, which is a model's last. */
const LAYER = "correction";

const MIDDLE = (IMAGE_SIZE - 1) / 2;

/**
 * Corrects points by all the others: adds to each output a linear function of all
 * of them, `(x - 47.5) kernel + bias` in pixels.
 *
 * Heatmaps name each point by itself, and labels do not lie anywhere: where a
 * mouth's corners are says much of where its middle was marked. And who marks
 * faces has habits that a mirror image does not share, every nose a little too far
 * to the right; a model that is trained with flipped images meets each habit as
 * often as its opposite, learns the middle, and errs by the habit. Both are
 * measured once a model is trained ({@link setCorrection}); until then the layer
 * adds nothing.
 *
 * `[n, c]` in pixels to the same shape.
 */
export class LinearCorrection extends tf.layers.Layer {
	/** @nocollapse */
	static className = "LinearCorrection";

	private kernel: tf.LayerVariable | undefined;
	private bias: tf.LayerVariable | undefined;

	override build(inputShape: tf.Shape): void {
		const width = inputShape[inputShape.length - 1];
		const untrained = (name: string, shape: tf.Shape) => {
			const zeros = tf.initializers.zeros();
			const isTrained = false;
			return this.addWeight(
				name,
				shape,
				"float32",
				zeros,
				undefined,
				isTrained,
			);
		};
		this.kernel = untrained("kernel", [width, width]);
		this.bias = untrained("bias", [width]);
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const outputs = Array.isArray(inputs) ? inputs[0] : inputs;
		const read = (weight?: tf.LayerVariable) =>
			(weight as tf.LayerVariable).read();
		return tf.tidy(() =>
			outputs
				.sub(MIDDLE)
				.matMul(read(this.kernel))
				.add(read(this.bias))
				.add(outputs),
		);
	}

	override computeOutputShape(inputShape: tf.Shape): tf.Shape {
		return inputShape;
	}
}

tf.serialization.registerClass(LinearCorrection);

/** Adds the layer to a model's outputs. */
export function withCorrection(outputs: tf.SymbolicTensor): tf.SymbolicTensor {
	return new LinearCorrection({ name: LAYER }).apply(
		outputs,
	) as tf.SymbolicTensor;
}

/** Whether a model has a correction, be it measured or not yet. */
export function hasCorrection(network: tf.LayersModel): boolean {
	return network.layers.some(({ name }) => name === LAYER);
}

/**
 * Sets a model's correction.
 *
 * @param kernel `[c, c]`, what a pixel of an output (row) adds to each output
 * @param bias [c] in pixels
 */
export function setCorrection(
	network: tf.LayersModel,
	kernel: number[][],
	bias: number[],
): void {
	tf.tidy(() =>
		network
			.getLayer(LAYER)
			.setWeights([tf.tensor2d(kernel), tf.tensor1d(bias)]),
	);
}

/** A model's outputs before they are corrected, as an output to build on. */
export function uncorrectedOf(network: tf.LayersModel): tf.SymbolicTensor {
	return hasCorrection(network)
		? (network.getLayer(LAYER).input as tf.SymbolicTensor)
		: network.outputs[0];
}

/**
 * Corrects what the uncorrected outputs of a model are, or a mean of such.
 *
 * @param outputs `[n, count]` in pixels
 * @param count outputs of the model for an image
 * @returns `[n, count]` in pixels; for a model without a correction as they are
 */
export async function correct(
	network: tf.LayersModel,
	outputs: Float32Array,
	count: number,
): Promise<Float32Array> {
	if (!hasCorrection(network)) return outputs;
	const corrected = tf.tidy(
		() =>
			network
				.getLayer(LAYER)
				.apply(
					tf.tensor2d(outputs, [outputs.length / count, count]),
				) as tf.Tensor,
	);
	const values = await corrected.data<"float32">();
	corrected.dispose();
	return values;
}
