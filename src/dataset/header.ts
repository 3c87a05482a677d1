import { COORDINATE_COUNT, COORDINATE_NAMES } from "../face";

/** The first line of the competition's training file. */
export const TRAINING_HEADER = `${COORDINATE_NAMES.join(",")},Image\n`;

/** A coordinate as a cell of the training file: blank where it is missing (NaN). */
export function formatLabel(label: number): string {
	return Number.isNaN(label) ? "" : String(Number(label.toFixed(8)));
}

/** Which column of a file holds what. */
export interface Layout {
	/** Names of the columns, in the file's order. */
	names: string[];
	/** Position of the pixels. */
	image: number;
	/** Position of the image's number, or -1. */
	imageId: number;
	/** For each column the coordinate it holds, 0 to 29, or -1. */
	coordinates: Int32Array;
	/** Names of the columns that nothing is read from, such as row numbers. */
	passedOver: string[];
	/** Whether the file has labels. */
	labelled: boolean;
}

/**
 * Splits a line of CSV into its cells; a quoted cell may hold commas, and
 * quotes that are written twice.
 *
 * @returns undefined where a quote is not closed or text follows a closed one
 */
export function splitCells(line: string): string[] | undefined {
	const cells: string[] = [];
	let rest = line;
	for (;;) {
		const match = /^(?:"((?:[^"]|"")*)"|([^,"][^,]*|))(,|$)/.exec(rest);
		if (!match) return undefined;
		cells.push(match[1]?.replaceAll('""', '"') ?? match[2]);
		if (match[3] === "") return cells;
		rest = rest.slice(match[0].length);
	}
}

/**
 * Reads the header of a faces file: the 30 coordinates and `Image` of a
 * training file, or `ImageId` and `Image` of a test file, in any order, with
 * or without columns of row numbers (their names empty, or pandas's `Unnamed: 0`,
 * of which each saving may add one).
 *
 * @returns the layout, or what is wrong with the header
 */
export function readHeader(line: string): Layout | string {
	const cells = splitCells(line.trimEnd());
	if (!cells) return "invalid header: a quote is not closed; expected CSV";
	const names = cells.map((cell) => cell.trim());
	const separator = otherSeparator(names);
	if (separator)
		return `invalid separator: the columns are parted by ${separator}; expected commas: ${SAVE_WITH_COMMAS}`;
	if (names.some((name) => /^[+-]?\d/.test(name)))
		return `missing header: the first line is ${abbreviate(line)}; expected the names of the columns in the first line`;
	const known = new Set(["ImageId", "Image", ...COORDINATE_NAMES]);
	const passedOver = names.filter((name) => ROW_NUMBERS.test(name));
	const unknown = names.filter(
		(name) => !known.has(name) && !passedOver.includes(name),
	);
	const listed = `the ${COORDINATE_COUNT} coordinates (left_eye_center_x, ...) and Image, or ImageId and Image`;
	if (unknown.length > 0)
		return `unknown column: ${abbreviate(unknown.map((name) => name || "(no name)").join(", "))} in the header; expected ${listed}`;
	const twice = names.find(
		(name, column) => known.has(name) && names.indexOf(name) !== column,
	);
	if (twice !== undefined)
		return `invalid header: the column ${twice} is there twice; expected it once`;
	const labelled = names.some((name) => COORDINATE_NAMES.includes(name));
	const wanted = labelled
		? ["Image", ...COORDINATE_NAMES]
		: ["ImageId", "Image"];
	const missing = wanted.filter((name) => !names.includes(name));
	if (missing.length > 0)
		return `missing column: ${abbreviate(missing.join(", "))}; expected ${listed}`;
	return {
		names,
		image: names.indexOf("Image"),
		imageId: names.indexOf("ImageId"),
		coordinates: Int32Array.from(names, (name) =>
			COORDINATE_NAMES.indexOf(name),
		),
		passedOver,
		labelled,
	};
}

/** Columns in which pandas, and spreadsheets at the end of a line, leave what is not of the data. */
const ROW_NUMBERS = /^(Unnamed: \d+(\.\d+)*|index|level_\d+)?$/;

/** How to have commas. */
export const SAVE_WITH_COMMAS =
	'save it as "CSV (comma separated)" with decimal points, or in pandas with `to_csv(path, index=False)`';

/** What else than commas parts the columns of a header, in words. */
export function otherSeparator(names: readonly string[]): string | undefined {
	if (names.length !== 1) return undefined;
	const others = { semicolons: ";", tabs: "\t", "upright strokes": "|" };
	return Object.entries(others).find(([, sign]) =>
		names[0].includes(sign),
	)?.[0];
}

/** A value as it is shown in a message: on one line, quoted, not too long. */
export function abbreviate(text: string): string {
	return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
