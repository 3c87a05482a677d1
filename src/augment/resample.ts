import { IMAGE_SIZE } from "../face";
import type { Affine } from "./affine";

// An imported name is looked up in its module at each use, which costs ten
// times the arithmetic of an inner loop.
const WIDTH = IMAGE_SIZE;
const LAST = WIDTH - 1;
/** Coordinates in the inner loop are whole numbers of 1/65536 pixel. */
const ONE = 65536;
/** By less than this, in pixels, its sums are off. */
const MARGIN = 0.01;

/**
 * Draws an image anew, each pixel from the four around the place it came from,
 * weighted by how near they are (bilinear interpolation). Beyond its edge an
 * image goes on with its outermost pixels.
 *
 * @param source grey values [96, 96]
 * @param target written to; another array than `source`
 * @param back where each pixel of the target comes from
 */
export function resample(
	source: Uint8Array,
	target: Uint8Array,
	back: Affine,
): void {
	const stepX = Math.round(back.xx * ONE);
	const stepY = Math.round(back.yx * ONE);
	for (let row = 0; row < WIDTH; row++) {
		const x0 = back.xy * row + back.x0;
		const y0 = back.yy * row + back.y0;
		// Most pixels come from well within: for these no edge need be looked for.
		const [first, end] = columnsWithin(x0, back.xx, y0, back.yx);
		const start = row * WIDTH;
		for (let column = 0; column < first; column++)
			target[start + column] = pixelAt(
				source,
				x0 + column * back.xx,
				y0 + column * back.yx,
			);
		let x = Math.round((x0 + first * back.xx) * ONE);
		let y = Math.round((y0 + first * back.yx) * ONE);
		for (let i = start + first; i < start + end; i++) {
			const at = (y >> 16) * WIDTH + (x >> 16);
			const right = (x >> 8) & 255;
			const below = (y >> 8) & 255;
			const upper = (source[at] << 8) + right * (source[at + 1] - source[at]);
			const lower =
				(source[at + WIDTH] << 8) +
				right * (source[at + WIDTH + 1] - source[at + WIDTH]);
			target[i] = ((upper << 8) + below * (lower - upper) + 32768) >> 16;
			x += stepX;
			y += stepY;
		}
		for (let column = end; column < WIDTH; column++)
			target[start + column] = pixelAt(
				source,
				x0 + column * back.xx,
				y0 + column * back.yx,
			);
	}
}

/** The columns of a row, from the first to before the end, that come from within by a margin. */
function columnsWithin(
	x0: number,
	stepX: number,
	y0: number,
	stepY: number,
): [first: number, end: number] {
	let first = 0;
	let end = WIDTH;
	for (let axis = 0; axis < 2; axis++) {
		const start = axis === 0 ? x0 : y0;
		const step = axis === 0 ? stepX : stepY;
		if (step === 0) {
			if (!(start >= MARGIN && start <= LAST - MARGIN) && start !== 0)
				return [0, 0];
			continue;
		}
		const one = (MARGIN - start) / step;
		const other = (LAST - MARGIN - start) / step;
		first = Math.max(first, Math.ceil(Math.min(one, other)));
		end = Math.min(end, Math.floor(Math.max(one, other)) + 1);
	}
	return first < end ? [first, end] : [0, 0];
}

/** One pixel, wherever it is. */
function pixelAt(source: Uint8Array, x: number, y: number): number {
	const inX = x < 0 ? 0 : x > LAST ? LAST : x;
	const inY = y < 0 ? 0 : y > LAST ? LAST : y;
	const left = inX < LAST ? Math.floor(inX) : LAST - 1;
	const top = inY < LAST ? Math.floor(inY) : LAST - 1;
	const at = top * WIDTH + left;
	const upper = source[at] + (inX - left) * (source[at + 1] - source[at]);
	const lower =
		source[at + WIDTH] +
		(inX - left) * (source[at + WIDTH + 1] - source[at + WIDTH]);
	return Math.floor(upper + (inY - top) * (lower - upper) + 0.5);
}
