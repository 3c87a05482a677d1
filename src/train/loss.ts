import * as tf from "@tensorflow/tfjs";
import { COORDINATE_COUNT, IMAGE_SIZE } from "../face";
import type { LossUnits } from "../run";

/** Half the distance between the first and the last pixel: what 1 means in normalised coordinates. */
export const HALF_WIDTH = (IMAGE_SIZE - 1) / 2;

/** The labels of a batch, ready for a masked loss: `c` columns, 30 unless a model has more outputs. */
export interface Targets {
	/** `[n, c]` in pixels; 0 where the label is missing. */
	values: tf.Tensor2D;
	/** `[n, c]`: 1 where there is a label, 0 where it is missing. */
	present: tf.Tensor2D;
	/** Labels that are present. */
	count: number;
}

/** Targets without their number, which is no tensor. */
export type MaskedLabels = Pick<Targets, "values" | "present">;

/**
 * Splits labels with gaps into values and a mask, for a batch.
 *
 * @param labels `[n, c]` in pixels, NaN where missing
 * @param indices the rows of the batch
 * @param columns c. Default 30
 * @returns two tensors, which the caller disposes, and the number of labels
 */
export function maskLabels(
	labels: Float32Array,
	indices: ArrayLike<number>,
	columns = COORDINATE_COUNT,
): Targets {
	const values = new Float32Array(indices.length * columns);
	const present = new Float32Array(values.length);
	let count = 0;
	for (let i = 0; i < indices.length; i++)
		for (let j = 0; j < columns; j++) {
			const label = labels[indices[i] * columns + j];
			if (Number.isNaN(label)) continue;
			values[i * columns + j] = label;
			present[i * columns + j] = 1;
			count++;
		}
	const shape: [number, number] = [indices.length, columns];
	return {
		values: tf.tensor2d(values, shape),
		present: tf.tensor2d(present, shape),
		count,
	};
}

/**
 * Mean squared error over the labels that are present:
 * `sum(present * (predicted - label)^2) / count`. A missing label has no part
 * in the value and its gradient is zero. Without any label the loss is 0.
 *
 * @param predicted `[n, c]` in pixels
 * @param units pixels; or normalised: divided by the square of 47.5 pixels; or by
 *   that of another number of pixels
 * @returns a scalar; the caller disposes it
 */
export function maskedMeanSquaredError(
	predicted: tf.Tensor,
	{ values, present }: MaskedLabels,
	units: LossUnits = "pixels",
): tf.Scalar {
	const unit = unitPixels(units);
	return tf.tidy(() =>
		predicted
			.sub(values)
			.mul(present)
			.square()
			.sum()
			.div(
				present
					.sum()
					.maximum(1)
					.mul(unit ** 2),
			)
			.asScalar(),
	);
}

function unitPixels(units: LossUnits): number {
	if (typeof units === "number") return units;
	return units === "pixels" ? 1 : HALF_WIDTH;
}
