import {
	COORDINATE_COUNT,
	HIGHEST_COORDINATE,
	IMAGE_PIXELS,
	LOWEST_COORDINATE,
} from "../face";
import { readNumber, text } from "./cells";
import type { Layout } from "./header";
import { readPixels } from "./pixels";

const COMMA = 0x2c;
const QUOTE = 0x22;
const SPACE = 0x20;

/** Where the cells of one row go. */
export interface Store {
	/** [capacity, 96, 96] */
	images: Uint8Array;
	/** [capacity, 30] */
	labels: Float32Array;
	/** [capacity] */
	imageIds: Int32Array;
}

/**
 * Reads one row of a faces file from its bytes into place `face` of the store.
 *
 * @returns whether the row is as it should be; if not, `explainRow` says
 * what is wrong, and the place holds nothing of worth
 */
export function readRow(
	layout: Layout,
	bytes: Uint8Array,
	start: number,
	end: number,
	store: Store,
	face: number,
): boolean {
	const { names, coordinates } = layout;
	let next = start;
	for (let column = 0; column < names.length; column++) {
		let from = next;
		let to: number;
		if (bytes[from] === QUOTE && from < end) {
			from++;
			to = closingQuote(bytes, from, end);
			next = to + 1;
			if (to < 0) return false;
		} else {
			const comma =
				column + 1 < names.length ? bytes.indexOf(COMMA, from) : end;
			to = comma < 0 || comma > end ? end : comma;
			next = to;
		}
		const isLast = column + 1 === names.length;
		if (isLast ? next !== end : next >= end || bytes[next] !== COMMA)
			return false;
		next++;
		if (
			!readCell(
				layout,
				column,
				coordinates[column],
				bytes,
				from,
				to,
				store,
				face,
			)
		)
			return false;
	}
	return true;
}

function readCell(
	layout: Layout,
	column: number,
	coordinate: number,
	bytes: Uint8Array,
	start: number,
	end: number,
	store: Store,
	face: number,
): boolean {
	let from = start;
	let to = end;
	if (coordinate >= 0) {
		const value = readNumber(bytes, from, to);
		store.labels[face * COORDINATE_COUNT + coordinate] = value;
		return !(value < LOWEST_COORDINATE || value > HIGHEST_COORDINATE);
	}
	if (column === layout.image) {
		while (from < to && bytes[from] === SPACE) from++;
		while (from < to && bytes[to - 1] === SPACE) to--;
		return readPixels(bytes, from, to, store.images, face * IMAGE_PIXELS);
	}
	if (column === layout.imageId) {
		const id = readImageId(text(bytes, from, to));
		if (id === undefined) return false;
		store.imageIds[face] = id;
	}
	return true;
}

function closingQuote(bytes: Uint8Array, start: number, end: number): number {
	let at = bytes.indexOf(QUOTE, start);
	while (at >= 0 && at + 1 < end && bytes[at + 1] === QUOTE)
		at = bytes.indexOf(QUOTE, at + 2);
	return at < end ? at : -1;
}

/** The number of an image; undefined where a cell holds none. */
export function readImageId(cell: string): number | undefined {
	const trimmed = cell.trim();
	return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined;
}
