import { IMAGE_PIXELS } from "../face";

const SPACE = 0x20;
const ZERO = 0x30;

/** What the table holds for bytes that begin no pixel. */
const NO_PIXEL = 256;

/**
 * Pixels that are read at a stretch. A short loop in a function that is called
 * often is compiled well soon; a loop over a whole image runs slowly for a
 * third of the competition's file first.
 */
const RUN_PIXELS = 32;
/** A pixel and the space before it. */
const LONGEST_PIXEL_BYTES = 4;

/**
 * Reads the pixels of an image: 9,216 whole numbers from 0 to 255 with one
 * space between each.
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
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const last = offset + IMAGE_PIXELS;
	let at = start;
	while (at < end && bytes[at] !== SPACE) at++;
	if (!readFewPixels(bytes, start, at, images, offset, offset + 1))
		return false;
	let pixel = offset + 1;
	const safe = end - RUN_PIXELS * LONGEST_PIXEL_BYTES;
	while (pixel + RUN_PIXELS < last && at <= safe) {
		at = readRun(view, at, images, pixel, pixelTable);
		if (at < 0) return false;
		pixel += RUN_PIXELS;
	}
	return (
		at < end &&
		bytes[at] === SPACE &&
		readFewPixels(bytes, at + 1, end, images, pixel, last)
	);
}

/**
 * Reads some pixels, each with the space before it. This is the inner loop of
 * loading, run 65 million times for the competition's file, and so has no branch
 * that depends on the bytes: a space and the three bytes behind it are read as
 * one number, a table tells the pixel, and whatever is wrong is gathered and
 * looked at afterwards.
 *
 * @returns the place behind the last pixel; -1 where one is wrong
 */
function readRun(
	view: DataView,
	start: number,
	images: Uint8Array,
	offset: number,
	table: Int16Array,
): number {
	let at = start;
	let wrong = 0;
	let anyBits = 0;
	let allBits = -1;
	for (let i = 0; i < RUN_PIXELS; i++) {
		const four = view.getInt32(at, true);
		anyBits |= four;
		allBits &= four;
		const value =
			table[
				((four >> 8) & 0x1f) | ((four >> 11) & 0x3e0) | ((four >> 14) & 0x7c00)
			];
		wrong |= value;
		images[offset + i] = value;
		// Bit 4 tells a digit from a space: how many digits there are after the first.
		const second = (four >> 20) & 1;
		const third = (four >> 28) & second;
		at += 2 + second + third;
	}
	// Spaces and digits are 0x20 to 0x3f, and the first of the four is a space.
	const isText =
		(anyBits & 0xc0c0c0df) === 0 && (allBits & 0x20202020) === 0x20202020;
	return isText && wrong < NO_PIXEL ? at : -1;
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
