import { IMAGE_PIXELS, IMAGE_SIZE } from "./keypoints";

/**
 * Coordinates may lie half an image beyond its border, from -48 to 143: people
 * mark points that the picture cuts off, but not farther out than that.
 */
export const LOWEST_COORDINATE = -IMAGE_SIZE / 2;
export const HIGHEST_COORDINATE = IMAGE_SIZE - 1 + IMAGE_SIZE / 2;

const SPACE = 0x20;
const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;

/** What no number is: the cell holds something else. */
export const NOT_A_NUMBER = Number.POSITIVE_INFINITY;

/**
 * Reads the pixels of an image: 9,216 whole numbers from 0 to 255 with one
 * space between each. It is the inner loop of loading, some 32,000 bytes a
 * face, and so looks at each byte once.
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
	const last = offset + IMAGE_PIXELS;
	// A pixel and its space take four bytes at most: within `safe` no check is due.
	const safe = end - 4;
	let at = start;
	let pixel = offset;
	while (pixel < last && at <= safe) {
		let value = bytes[at] - ZERO;
		if (value < 0 || value > 9) return false;
		let next = bytes[at + 1];
		if (next === SPACE) {
			images[pixel++] = value;
			at += 2;
			continue;
		}
		next -= ZERO;
		if (next < 0 || next > 9) return false;
		value = value * 10 + next;
		next = bytes[at + 2];
		if (next === SPACE) {
			images[pixel++] = value;
			at += 3;
			continue;
		}
		next -= ZERO;
		if (next < 0 || next > 9) return false;
		value = value * 10 + next;
		if (value > 255 || bytes[at + 3] !== SPACE) return false;
		images[pixel++] = value;
		at += 4;
	}
	return readLastPixels(bytes, at, end, images, pixel, last);
}

/** The pixels near the end of the cell, where the next byte may be beyond it. */
function readLastPixels(
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

/**
 * Reads a decimal number, as in `66.0335639098`, `-.5` or `6.6e+01`; spaces
 * around it are allowed.
 *
 * @returns the number; NaN for a blank cell; {@link NOT_A_NUMBER} for anything else
 */
export function readNumber(
	bytes: Uint8Array,
	start: number,
	end: number,
): number {
	if (start === end) return Number.NaN;
	let at = bytes[start] === MINUS ? start + 1 : start;
	let mantissa = 0;
	let digits = 0;
	let point = end;
	for (; at < end; at++) {
		const byte = bytes[at];
		if (byte === POINT && point === end) {
			point = at;
			continue;
		}
		if (byte < ZERO || byte > ZERO + 9) break;
		mantissa = mantissa * 10 + (byte - ZERO);
		digits++;
	}
	// Up to 15 digits both are exact, and so the quotient is the nearest double.
	if (at < end || digits === 0 || digits > 15)
		return readNumberText(text(bytes, start, end));
	const decimals = point === end ? 0 : end - point - 1;
	const value = mantissa / 10 ** decimals;
	return bytes[start] === MINUS ? -value : value;
}

function readNumberText(cell: string): number {
	const trimmed = cell.trim();
	if (trimmed === "") return Number.NaN;
	return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)
		? Number(trimmed)
		: NOT_A_NUMBER;
}

/** A range of bytes as text. */
export function text(bytes: Uint8Array, start: number, end: number): string {
	return Buffer.from(
		bytes.buffer,
		bytes.byteOffset + start,
		end - start,
	).toString();
}
