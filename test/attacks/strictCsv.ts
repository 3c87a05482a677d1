import { COORDINATE_NAMES } from "../../src/face";

/** A row as it is written, by itself. */
export interface StrictRow {
	/** 1 is the first after the header. */
	row: number;
	coordinates: number[];
	pixels: number[];
}

/**
 * Reads a training file slowly and plainly, sign by sign (RFC 4180), to compare
 * with: it shares no code with the library's reading.
 *
 * @returns undefined where anything is not as it should be
 */
export function readStrictly(text: string): StrictRow[] | undefined {
	const records: string[][] = [];
	for (const line of text.replace(/^\ufeff/, "").split("\n")) {
		const whole = line.endsWith("\r") ? line.slice(0, -1) : line;
		if (whole === "") continue;
		const cells = cellsOf(whole);
		if (!cells) return undefined;
		records.push(cells);
	}
	const [header, ...rows] = records;
	const names = header?.map((name) => name.trim());
	if (!names || rows.length === 0) return undefined;
	const wanted = [...COORDINATE_NAMES, "Image"];
	if (wanted.some((name) => names.filter((each) => each === name).length !== 1))
		return undefined;
	const isOther = (name: string) =>
		!wanted.includes(name) &&
		!/^(Unnamed: [\d.]+|index|level_\d+)?$/.test(name);
	if (names.some(isOther)) return undefined;
	const read = rows.map((cells, i): StrictRow | undefined => {
		if (cells.length !== names.length) return undefined;
		const of = (name: string) => cells[names.indexOf(name)];
		const coordinates = COORDINATE_NAMES.map((name) => coordinateOf(of(name)));
		const pixels = of("Image")
			.replace(/^ +| +$/g, "")
			.split(" ")
			.map(pixelOf);
		if (coordinates.includes(undefined)) return undefined;
		if (pixels.length !== 96 * 96 || pixels.includes(undefined))
			return undefined;
		return { row: i + 1, coordinates, pixels } as StrictRow;
	});
	return read.includes(undefined) ? undefined : (read as StrictRow[]);
}

function cellsOf(line: string): string[] | undefined {
	const cells: string[] = [];
	for (let at = 0; ; at++) {
		let cell = "";
		if (line[at] === '"') {
			for (at++; ; at++) {
				if (at >= line.length) return undefined;
				if (line[at] !== '"') cell += line[at];
				else if (line[at + 1] === '"') cell += line[at++];
				else break;
			}
			at++;
		} else while (at < line.length && line[at] !== ",") cell += line[at++];
		cells.push(cell);
		if (at >= line.length) return cells;
		if (line[at] !== ",") return undefined;
	}
}

const MISSING = [
	"",
	"nan",
	"+nan",
	"-nan",
	"na",
	"n/a",
	"#n/a",
	"<na>",
	"none",
	"null",
];

function coordinateOf(cell: string): number | undefined {
	const trimmed = cell.trim();
	if (MISSING.includes(trimmed.toLowerCase())) return Number.NaN;
	if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/.test(trimmed))
		return undefined;
	const value = Number.parseFloat(trimmed);
	return value >= -48 && value <= 143 ? value : undefined;
}

function pixelOf(cell: string): number | undefined {
	const isPixel =
		/^[0-9]{1,3}$/.test(cell) ||
		/^[0-9]+\.[0-9]*([eE][+-]?[0-9]+)?$/.test(cell);
	const value = Number.parseFloat(cell);
	return isPixel && Number.isInteger(value) && value >= 0 && value <= 255
		? value
		: undefined;
}
