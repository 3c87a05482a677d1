import {
	HIGHEST_COORDINATE,
	LOWEST_COORDINATE,
	NOT_A_NUMBER,
	readNumber,
	text,
} from "./cells";
import { abbreviate, type Layout, splitCells } from "./header";
import { COORDINATE_COUNT, IMAGE_PIXELS, IMAGE_SIZE } from "./keypoints";
import { readPixels } from "./pixels";

const COMMA = 0x2c;
const QUOTE = 0x22;
const SPACE = 0x20;

/** Where the cells of one row go. */
export interface Store {
	/** [capacity, 96, 96] */
	images: Uint8Array;
	/** [capacity, 30] */
	coordinates: Float64Array;
	/** [capacity] */
	imageIds: Int32Array;
}

/**
 * Reads one row of a faces file from its bytes into place `face` of the store.
 *
 * @returns whether the row is as it should be; if not, {@link explainRow} says
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
		store.coordinates[face * COORDINATE_COUNT + coordinate] = value;
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

function readImageId(cell: string): number | undefined {
	const trimmed = cell.trim();
	return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : undefined;
}

/** What is wrong with a row. */
export interface Complaint {
	/** As in `invalid pixel: "300"`. */
	problem: string;
	/** The column's name, where it is about one. */
	column?: string;
	expected: string;
}

/**
 * Says what is wrong with a row that {@link readRow} has refused, by reading it
 * again at leisure.
 */
export function explainRow(layout: Layout, line: string): Complaint {
	const cells = splitCells(line);
	if (!cells)
		return {
			problem: "invalid quotes: one is not closed, or text follows it",
			expected: "cells of plain numbers",
		};
	if (cells.length !== layout.names.length)
		return {
			problem: `invalid row: ${cells.length} cells`,
			expected: `${layout.names.length}, as in the header; the file may be cut short there`,
		};
	for (const [column, cell] of cells.entries()) {
		const complaint = explainCell(layout, column, cell);
		if (complaint) return { column: layout.names[column], ...complaint };
	}
	return { problem: "invalid row", expected: "numbers" };
}

function explainCell(
	layout: Layout,
	column: number,
	cell: string,
): Complaint | undefined {
	if (column === layout.image) return explainImage(cell);
	if (column === layout.imageId)
		return readImageId(cell) === undefined
			? {
					problem: `invalid image id: ${abbreviate(cell)}`,
					expected: "a whole number",
				}
			: undefined;
	if (layout.coordinates[column] < 0) return undefined;
	const bytes = Buffer.from(cell);
	const value = readNumber(bytes, 0, bytes.length);
	if (value === NOT_A_NUMBER)
		return {
			problem: `invalid coordinate: ${abbreviate(cell)}`,
			expected: "a decimal number, or a blank cell where it is missing",
		};
	return value < LOWEST_COORDINATE || value > HIGHEST_COORDINATE
		? {
				problem: `invalid coordinate: ${abbreviate(cell)}, far outside the image`,
				expected: `pixels from ${LOWEST_COORDINATE} to ${HIGHEST_COORDINATE}`,
			}
		: undefined;
}

function explainImage(cell: string): Complaint | undefined {
	const trimmed = cell.replace(/^ +| +$/g, "");
	const pixels = trimmed === "" ? [] : trimmed.split(" ");
	const bad = pixels.findIndex(
		(pixel) => !/^\d{1,3}$/.test(pixel) || Number(pixel) > 255,
	);
	if (bad >= 0 && bad < IMAGE_PIXELS)
		return {
			problem: `invalid pixel: ${abbreviate(pixels[bad])}, number ${bad + 1} of the image`,
			expected: "a whole number from 0 to 255, and one space between two",
		};
	return pixels.length !== IMAGE_PIXELS
		? {
				problem: `invalid image: ${pixels.length} pixels`,
				expected: `${IMAGE_PIXELS}, that is ${IMAGE_SIZE} by ${IMAGE_SIZE}`,
			}
		: undefined;
}
