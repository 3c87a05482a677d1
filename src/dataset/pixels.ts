import { IMAGE_PIXELS } from "./keypoints";

const SPACE = 0x20;
const ZERO = 0x30;

/** What the table holds for bytes that begin no pixel. */
const NO_PIXEL = 256;

/**
 * Reads the pixels of an image: 9,216 whole numbers from 0 to 255 with one
 * space between each.
 *
 * It is the inner loop of loading, run 65 million times for the competition's
 * file, and so has no branch that depends on the bytes: a space and the three
 * bytes behind it are read as one number, a table tells the pixel, and whatever
 * is wrong is gathered and looked at when all is read.
 *
 * @param bytes the text, pixels from `start` to `end`
 * @param images where the values go, from `offset` on
 * @returns whether it is such an image; if not, some values may have been written
 */
export function readPixels(
	bytes: Uint8Array,
	start: number,
	end: number,
	images: Uint8Array,
	offset: number,
): boolean {
	pixelTable ??= createTable();
	const table = pixelTable;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const last = offset + IMAGE_PIXELS;
	let at = start;
	while (at < end && bytes[at] !== SPACE) at++;
	if (!readFewPixels(bytes, start, at, images, offset, offset + 1))
		return false;
	let pixel = offset + 1;
	let wrong = 0;
	let anyBits = 0;
	let allBits = -1;
	const safe = end - 4;
	while (pixel < last && at <= safe) {
		const four = view.getInt32(at, true);
		anyBits |= four;
		allBits &= four;
		const value =
			table[
				((four >> 8) & 0x1f) | ((four >> 11) & 0x3e0) | ((four >> 14) & 0x7c00)
			];
		wrong |= value;
		images[pixel++] = value;
		// Bit 4 tells a digit from a space: how many digits there are after the first.
		const second = (four >> 20) & 1;
		const third = (four >> 28) & second;
		at += 2 + second + third;
	}
	// Spaces and digits are 0x20 to 0x3f, and the first of the four is a space.
	const isText =
		(anyBits & 0xc0c0c0df) === 0 && (allBits & 0x20202020) === 0x20202020;
	if (wrong >= NO_PIXEL || (pixel > offset + 1 && !isText)) return false;
	if (pixel === last) return at === end;
	return (
		bytes[at] === SPACE &&
		at < end &&
		readFewPixels(bytes, at + 1, end, images, pixel, last)
	);
}

let pixelTable: Int16Array | undefined;

/**
 * The pixel that three bytes begin with, by the lower five bits of each: 16 to
 * 25 for a digit, 0 for a space. {@link NO_PIXEL} for what is no pixel.
 */
function createTable(): Int16Array {
	const table = new Int16Array(1 << 15).fill(NO_PIXEL);
	const digit = (value: number) => 16 + value;
	for (let a = 0; a < 10; a++)
		for (let b = 0; b < 10; b++) {
			// "a b", where b is the next pixel's, and "ab "
			table[digit(a) | (digit(b) << 10)] = a;
			table[digit(a) | (digit(b) << 5)] = 10 * a + b;
			for (let c = 0; c < 10; c++) {
				const value = 100 * a + 10 * b + c;
				if (value < NO_PIXEL)
					table[digit(a) | (digit(b) << 5) | (digit(c) << 10)] = value;
			}
		}
	return table;
}

/** Reads the pixels `from` to `last` one byte after the other: at the ends of a cell. */
function readFewPixels(
	bytes: Uint8Array,
	start: number,
	end: number,
	images: Uint8Array,
	from: number,
	last: number,
): boolean {
	let at = start;
	for (let pixel = from; pixel < last; pixel++) {
		const first = at;
		let value = 0;
		while (at < end && at - first < 3) {
			const digit = bytes[at] - ZERO;
			if (digit < 0 || digit > 9) break;
			value = value * 10 + digit;
			at++;
		}
		if (at === first || value > 255) return false;
		images[pixel] = value;
		if (pixel + 1 === last) return at === end;
		if (at >= end || bytes[at++] !== SPACE) return false;
	}
	return false;
}
