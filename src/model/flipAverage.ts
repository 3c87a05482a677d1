import { IMAGE_SIZE } from "../face";
import { MIRRORED_OUTPUTS } from "./outputs";

/**
 * The mean of what a model says of images and of what it says of their mirror
 * images: points of the second are mirrored back, left and right exchanged. The
 * two err differently, so their mean errs less, and what is wrong to one side
 * cancels; so does a correction, which comes after.
 *
 * @param outputs `[n, count]` in pixels, of the images
 * @param flipped `[n, count]` in pixels, of the images flipped left to right
 * @param count outputs of the model for an image: 30, or 34 with two sources
 * @returns `[n, count]` in pixels
 */
export function flipAverage(
	outputs: Float32Array,
	flipped: Float32Array,
	count: number,
): Float32Array {
	return outputs.map((value, i) => {
		const row = i - (i % count);
		const point = (i % count) >> 1;
		const isX = i % 2 === 0;
		const mirror = flipped[row + 2 * MIRRORED_OUTPUTS[point] + (isX ? 0 : 1)];
		return (value + (isX ? IMAGE_SIZE - 1 - mirror : mirror)) / 2;
	});
}
