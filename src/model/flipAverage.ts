import { IMAGE_SIZE } from "../dataset";
import { MIRRORED_OUTPUTS } from "./outputs";

/**
 * The mean of what a model says of images and of what it says of their mirror
 * images: points of the second are mirrored back, left and right exchanged. The
 * two err differently, so their mean errs less. What a model adds for how people
 * mark faces (see LabelOffset) is added to the mean, for a mirror image does not
 * share it.
 *
 * @param outputs `[n, count]` in pixels, of the images
 * @param flipped `[n, count]` in pixels, of the images flipped left to right
 * @param offset [count] in pixels, what the model has added to each output
 * @returns `[n, count]` in pixels
 */
export function flipAverage(
	outputs: Float32Array,
	flipped: Float32Array,
	offset: Float32Array,
): Float32Array {
	const count = offset.length;
	return outputs.map((value, i) => {
		const output = i % count;
		const isX = output % 2 === 0;
		const opposite = 2 * MIRRORED_OUTPUTS[output >> 1] + (isX ? 0 : 1);
		const seen = flipped[i - output + opposite] - offset[opposite];
		const mirror = isX ? IMAGE_SIZE - 1 - seen : seen;
		return (value + mirror + offset[output]) / 2;
	});
}
