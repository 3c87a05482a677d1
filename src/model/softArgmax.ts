import * as tf from "@tensorflow/tfjs";
import { IMAGE_SIZE } from "../face";

/**
 * Reads a point off each heatmap: the softmax over its cells is a distribution
 * of where the point lies, and the point is its expectation. So the place is
 * finer than a cell, and its gradient reaches every cell.
 *
 * `[n, k, h, w]` logits to `[n, 2k]`: x and y in pixels of a 96x96 image, whose
 * cell (0, 0) covers the pixels from 0 to `96 / w - 1`.
 *
 * Sources: Nibali et al. 2018, DSNT, arXiv 1801.07372; Sun et al. 2017, Integral
 * human pose regression, arXiv 1711.08229
 */
export class SoftArgmax extends tf.layers.Layer {
	/** @nocollapse */
	static className = "SoftArgmax";

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.tidy(() => {
			const { places, centres, n, maps } = distributionsOf(inputs);
			return places.matMul(centres).reshape([n, 2 * maps]);
		});
	}

	override computeOutputShape([n, maps]: number[]): tf.Shape {
		return [n, 2 * maps];
	}
}

tf.serialization.registerClass(SoftArgmax);

/**
 * What a layer makes of heatmaps' logits `[n, k, h, w]`: `places`, the
 * distribution of each over its cells, `[n * k, h * w]`, and the cells' centres,
 * `[h * w, 2]` in pixels.
 */
export function distributionsOf(inputs: tf.Tensor | tf.Tensor[]) {
	const logits = Array.isArray(inputs) ? inputs[0] : inputs;
	const [n, maps, height, width] = logits.shape;
	const places = tf.softmax(logits.reshape([n * maps, height * width]));
	return { places, centres: cellCentres(height, width), n, maps };
}

/** Centres of a row of `cells` cells across the image, in pixels. */
export function cellCentresAlong(cells: number): number[] {
	const step = IMAGE_SIZE / cells;
	return Array.from({ length: cells }, (_, i) => i * step + (step - 1) / 2);
}

/** x and y of every cell's centre, row by row, `[h * w, 2]` in pixels. */
function cellCentres(height: number, width: number): tf.Tensor2D {
	const across = cellCentresAlong(width);
	const centres = cellCentresAlong(height).flatMap((y) =>
		across.flatMap((x) => [x, y]),
	);
	return tf.tensor2d(centres, [height * width, 2]);
}
