import { COORDINATE_COUNT, COORDINATE_NAMES } from "./keypoints";

/** The first line of the competition's training file. */
export const TRAINING_HEADER = `${COORDINATE_NAMES.join(",")},Image\n`;

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
 * or without a column of row numbers in front (its name empty, or pandas's
 * `Unnamed: 0`).
 *
 * @returns the layout, or what is wrong with the header
 */
export function readHeader(line: string): Layout | string {
	const cells = splitCells(line.trimEnd());
	if (!cells) return "invalid header: a quote is not closed; expected CSV";
	const names = cells.map((cell) => cell.trim());
	if (names.some((name) => /^[+-]?\d/.test(name)))
		return `missing header: the first line is ${abbreviate(line)}; expected the names of the columns in the first line`;
	const known = new Set(["ImageId", "Image", ...COORDINATE_NAMES]);
	const unknown = names.filter(
		(name, column) =>
			!known.has(name) && !(column === 0 && /^(Unnamed: \d+)?$/.test(name)),
	);
	const listed = `the ${COORDINATE_COUNT} coordinates (left_eye_center_x, ...) and Image, or ImageId and Image`;
	if (unknown.length > 0)
		return `unknown column: ${abbreviate(unknown.map((name) => name || "(no name)").join(", "))} in the header; expected ${listed}`;
	const twice = names.find((name, column) => names.indexOf(name) !== column);
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
		labelled,
	};
}

/** A value as it is shown in a message: on one line, quoted, not too long. */
export function abbreviate(text: string): string {
	return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
