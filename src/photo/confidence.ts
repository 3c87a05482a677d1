import { IMAGE_SIZE } from "../face";

/** Within this distance a point counts as found: a sixteenth of the face image, in its pixels. */
const NEAR_PIXELS = IMAGE_SIZE / 16;

/**
 * How sure a model is of a point: the chance that it lies within 6 pixels of the
 * face image from where the model says, if its heatmap is taken for a round
 * Gaussian of that spread: `1 - exp(-(6 / spread)²)`. It is the model's own view,
 * not a measured frequency.
 *
 * @param spread of the point's heatmap, in pixels of the photo
 * @param size side of the square that the model was shown, in pixels of the photo
 */
export function confidenceOf(spread: number, size: number): number {
	const near = (NEAR_PIXELS * size) / IMAGE_SIZE;
	return 1 - Math.exp(-((near / spread) ** 2));
}
