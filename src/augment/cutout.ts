import { IMAGE_SIZE } from "../face";

/** Middle grey, which says as little as can be said. */
const GREY = 128;

/**
 * Covers a box of an image with grey, in place; a box may reach beyond the
 * edge. The points under it stay: they are to be found from what is around
 * (DeVries and Taylor 2017, https://arxiv.org/abs/1708.04552).
 *
 * @param x centre of the box, in pixels
 */
export function cutOut(
	image: Uint8Array,
	x: number,
	y: number,
	width: number,
	height: number,
): void {
	const [left, right] = span(x, width);
	const [top, bottom] = span(y, height);
	for (let row = top; row < bottom; row++)
		image.fill(GREY, row * IMAGE_SIZE + left, row * IMAGE_SIZE + right);
}

/** The first pixel of a length about a centre, and the one behind its last. */
function span(centre: number, length: number): [number, number] {
	const first = Math.round(centre - (length - 1) / 2);
	const end = first + Math.round(length);
	const within = (i: number) => Math.min(Math.max(i, 0), IMAGE_SIZE);
	return [within(first), within(end)];
}
