import { IMAGE_SIZE } from "../face";

/** A picture in grey. */
export interface GreyPicture {
	/** Pixels across and down. */
	width: number;
	height: number;
	/** Grey values 0-255, [height, width]. */
	grey: Uint8Array;
}

/**
 * A square of a photo, in pixels from its top left corner. These are edges, not
 * centres: the square `{ left: 0, top: 0, size: 2 }` holds the first two pixels
 * of the first two rows.
 */
export interface Square {
	left: number;
	top: number;
	size: number;
}

/** The largest square in the middle of a photo. */
export function centreSquare({
	width,
	height,
}: Pick<GreyPicture, "width" | "height">): Square {
	const size = Math.min(width, height);
	return {
		left: Math.floor((width - size) / 2),
		top: Math.floor((height - size) / 2),
		size,
	};
}

/**
 * The face image of a square, as a model takes it. Each of its pixels is the
 * mean of the photo over the area that it covers; where the square is smaller
 * than the face image, values between the photo's pixels are interpolated
 * linearly. Beyond its border a photo goes on as its outermost pixels.
 *
 * @param side pixels of the face image across and down; a model takes 96
 * @returns grey values 0-255, [side, side]
 */
export function cropFace(
	photo: GreyPicture,
	square: Square,
	side = IMAGE_SIZE,
): Uint8Array {
	const { width, height, grey } = photo;
	const columns = sampling(square.left, square.size, width, side);
	const rows = sampling(square.top, square.size, height, side);
	const face = new Uint8Array(side * side);
	const line = new Float64Array(width);
	const first = columns[0][0].index;
	const last = columns[side - 1].at(-1)?.index ?? first;
	for (let y = 0; y < side; y++) {
		// First down, into one line, then across.
		line.fill(0);
		for (const { index, weight } of rows[y])
			for (let x = first; x <= last; x++)
				line[x] += weight * grey[index * width + x];
		for (let x = 0; x < side; x++) {
			let sum = 0;
			for (const { index, weight } of columns[x]) sum += weight * line[index];
			face[y * side + x] = Math.round(sum);
		}
	}
	return face;
}

/**
 * Where a point of the face image lies in the photo. Both count as pixel
 * indices, 0 the centre of the first pixel: of half a pixel on one side comes
 * half a pixel of the other's size.
 *
 * @param position x or y in the face image, 0 to 95
 * @param edge the square's left or top
 */
export function toPhoto(position: number, edge: number, size: number): number {
	return edge + ((position + 0.5) * size) / IMAGE_SIZE - 0.5;
}

/** Where a point of the photo lies in the face image: what {@link toPhoto} turns back. */
export function toFace(position: number, edge: number, size: number): number {
	return ((position + 0.5 - edge) * IMAGE_SIZE) / size - 0.5;
}

interface Tap {
	index: number;
	weight: number;
}

/** For each of the pixels along a side: the photo's pixels it is made of, their weights adding to 1. */
function sampling(
	edge: number,
	size: number,
	limit: number,
	side: number,
): Tap[][] {
	const step = size / side;
	const inside = (index: number) => Math.min(Math.max(index, 0), limit - 1);
	return Array.from({ length: side }, (_, i) => {
		if (step < 1) {
			const centre = edge + (i + 0.5) * step - 0.5;
			const before = Math.floor(centre);
			const share = centre - before;
			return [
				{ index: inside(before), weight: 1 - share },
				{ index: inside(before + 1), weight: share },
			];
		}
		const from = edge + i * step;
		const to = from + step;
		const taps: Tap[] = [];
		for (let index = Math.floor(from); index < to; index++) {
			const covered = Math.min(to, index + 1) - Math.max(from, index);
			if (covered > 0)
				taps.push({ index: inside(index), weight: covered / step });
		}
		return taps;
	});
}
