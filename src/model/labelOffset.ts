import * as tf from "@tensorflow/tfjs";

/** The name of the layer, which is a model's last. */
const LAYER = "label_offset";

/**
 * Adds to each output how far the labels lie from it on average, in pixels.
 *
 * Who marks faces has habits that a mirror image does not share: every nose a
 * little too far to the left, the right eyebrow higher than the left. A model that
 * is trained with flipped images sees each habit with its opposite, learns the
 * middle, and errs by the habit. It is measured once the model is trained
 * ({@link setLabelOffset}); until then the layer adds nothing.
 *
 * `[n, c]` in pixels to the same shape.
 */
export class LabelOffset extends tf.layers.Layer {
	/** @nocollapse */
	static className = "LabelOffset";

	private offset: tf.LayerVariable | undefined;

	override build(inputShape: tf.Shape): void {
		const width = inputShape[inputShape.length - 1];
		const zeros = tf.initializers.zeros();
		const isTrained = false;
		this.offset = this.addWeight(
			"offset",
			[width],
			"float32",
			zeros,
			undefined,
			isTrained,
		);
		super.build(inputShape);
	}

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		const outputs = Array.isArray(inputs) ? inputs[0] : inputs;
		return tf.tidy(() => outputs.add((this.offset as tf.LayerVariable).read()));
	}

	override computeOutputShape(inputShape: tf.Shape): tf.Shape {
		return inputShape;
	}
}

tf.serialization.registerClass(LabelOffset);

/** Adds the layer to a model's outputs. */
export function withLabelOffset(outputs: tf.SymbolicTensor): tf.SymbolicTensor {
	return new LabelOffset({ name: LAYER }).apply(outputs) as tf.SymbolicTensor;
}

/** Whether a model has an offset to be measured. */
export function hasLabelOffset(network: tf.LayersModel): boolean {
	return network.layers.some(({ name }) => name === LAYER);
}

/**
 * What a model adds to its outputs, in pixels: zeros for one without the layer.
 *
 * @param count its outputs for an image
 */
export async function labelOffsetOf(
	network: tf.LayersModel,
	count: number,
): Promise<Float32Array> {
	if (!hasLabelOffset(network)) return new Float32Array(count);
	const [offset] = network.getLayer(LAYER).weights;
	return offset.read().data<"float32">();
}

/**
 * Sets what a model adds to its outputs.
 *
 * @param offset in pixels, one for each output
 */
export function setLabelOffset(
	network: tf.LayersModel,
	offset: Float32Array,
): void {
	tf.tidy(() => network.getLayer(LAYER).setWeights([tf.tensor1d(offset)]));
}
