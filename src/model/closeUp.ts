import type * as tf from "@tensorflow/tfjs";
import { image, tidy } from "@tensorflow/tfjs";
import { IMAGE_SIZE } from "../face";

/** Pixels that a close-up leaves out on each side. */
const MARGIN = 5;
/** A pixel of a close-up in pixels of the image. */
const SCALE = (IMAGE_SIZE - 1 - 2 * MARGIN) / (IMAGE_SIZE - 1);

/**
 * The middle nine tenths of images, enlarged to the whole.
 *
 * @param images `[n, 96, 96, 1]`
 * @returns of the same shape; the caller disposes it
 */
export function closeUpOf(images: tf.Tensor4D): tf.Tensor4D {
	const side = IMAGE_SIZE - 2 * MARGIN;
	const size: [number, number] = [IMAGE_SIZE, IMAGE_SIZE];
	const isCornerOnCorner = true;
	return tidy(() => {
		const middle = images.slice([0, MARGIN, MARGIN, 0], [-1, side, side, -1]);
		return image.resizeBilinear(middle, size, isCornerOnCorner);
	});
}

/**
 * The mean of what a model says of images and of their close-ups: how large it
 * takes a face to be errs in each by something else.
 *
 * @param outputs `[n, count]` in pixels, of the images
 * @param close `[n, count]` in pixels of the close-up
 * @returns `[n, count]` in pixels
 */
export function closeUpAverage(
	outputs: Float32Array,
	close: Float32Array,
): Float32Array {
	return outputs.map((value, i) => (value + close[i] * SCALE + MARGIN) / 2);
}
