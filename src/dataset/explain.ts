import {
	HIGHEST_COORDINATE,
	IMAGE_PIXELS,
	IMAGE_SIZE,
	LOWEST_COORDINATE,
} from "../face";
import { NOT_A_NUMBER, readNumber } from "./cells";
import { abbreviate, type Layout, splitCells } from "./header";
import { readImageId } from "./row";

/** What is wrong with a row. */
export interface RowProblem {
	/** As in `invalid pixel: "300"`. */
	problem: string;
	/** The column's name, where it is about one. */
	column?: string;
	expected: string;
}

/**
 * Says what is wrong with a row that `readRow` has refused, by reading it
 * again at leisure.
 */
export function explainRow(layout: Layout, line: string): RowProblem {
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
		const problem = explainCell(layout, column, cell);
		if (problem) return { column: layout.names[column], ...problem };
	}
	return { problem: "invalid row", expected: "numbers" };
}

function explainCell(
	layout: Layout,
	column: number,
	cell: string,
): RowProblem | undefined {
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
			expected: /^\s*-?\d+,\d+\s*$/.test(cell)
				? `a decimal point, as in ${cell.trim().replace(",", ".")}`
				: "a decimal number, or a blank cell where it is missing",
		};
	return value < LOWEST_COORDINATE || value > HIGHEST_COORDINATE
		? {
				problem: `invalid coordinate: ${abbreviate(cell)}, far outside the image`,
				expected: `pixels from ${LOWEST_COORDINATE} to ${HIGHEST_COORDINATE}`,
			}
		: undefined;
}

/** The most that a cell of Excel holds. */
const EXCEL_CELL = 32_767;

/** What programs make of an image that they are not made for. */
const SPOILT: [
	is: (cell: string) => boolean,
	problem: string,
	expected: string,
][] = [
	[
		(cell) => cell.length === EXCEL_CELL,
		`the image has ${EXCEL_CELL} characters, the most that a cell of Excel holds, which cut it short`,
		"the file as it was before it was saved in Excel",
	],
	[
		(cell) => cell.includes("..."),
		"the image is left out in part (...), as numpy prints an array",
		`all ${IMAGE_PIXELS} pixels: write them with \`" ".join(map(str, pixels))\``,
	],
	[
		(cell) => /^\s*\[/.test(cell),
		"the image is a list in brackets",
		'pixels with a space between two: write them with `" ".join(map(str, pixels))`',
	],
	[
		(cell) => /^\d+[,;\t]/.test(cell),
		"the image's pixels are not parted by spaces",
		"pixels with a space between two",
	],
];

function explainImage(cell: string): RowProblem | undefined {
	const problem = explainPixels(cell);
	const cause = problem && SPOILT.find(([is]) => is(cell));
	return cause
		? { problem: `invalid image: ${cause[1]}`, expected: cause[2] }
		: problem;
}

function explainPixels(cell: string): RowProblem | undefined {
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
