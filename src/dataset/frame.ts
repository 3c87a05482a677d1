import type { DataFrame } from "danfojs-node";
import { COORDINATE_COUNT, COORDINATE_NAMES } from "./keypoints";

export type { DataFrame };

/**
 * A danfojs DataFrame of labels out of plain numbers.
 *
 * @param values row by row, [n, columns]
 * @param columns names of the columns; default: the 30 coordinates
 */
export function createFrame(
	values: ArrayLike<number>,
	columns: readonly string[] = COORDINATE_NAMES,
): DataFrame {
	const width = columns.length;
	const rows = Array.from({ length: values.length / width }, (_, row) =>
		Array.from({ length: width }, (_, column) => values[row * width + column]),
	);
	return frameOfRows(rows, columns);
}

/**
 * A DataFrame out of rows of cells. Columns whose cells are numbers are
 * float32 by name whatever their first cells hold; the values stay doubles.
 */
export function frameOfRows(
	rows: (number | string)[][],
	columns: readonly string[],
): DataFrame {
	const { DataFrame } = danfojs();
	const dtypes = columns.map((_, column) =>
		typeof rows[0]?.[column] === "string" ? "string" : "float32",
	);
	// Without rows danfojs refuses types for columns that hold nothing.
	return rows.length === 0
		? new DataFrame([], { columns: [...columns] })
		: new DataFrame(rows, { columns: [...columns], config: {}, dtypes });
}

/**
 * The labels of a frame in the competition's order whatever the order of its
 * columns: float64 [n, 30], NaN where a label is missing.
 *
 * @param caller the function to name in messages
 * @throws where one of the 30 columns is not there, or a cell is neither a finite
 * number nor missing (NaN, null or undefined): blank text would be read as 0
 */
export function frameValues(
	frame: DataFrame,
	caller = "frameValues",
): Float64Array {
	const positions = COORDINATE_NAMES.map((name) => frame.columns.indexOf(name));
	const absent = COORDINATE_NAMES.filter((_, i) => positions[i] < 0);
	if (absent.length > 0)
		throw new Error(
			`${caller}: missing columns: ${absent.join(", ")}; expected the ${COORDINATE_COUNT} coordinates`,
		);
	const rows = frame.values as unknown[][];
	const values = new Float64Array(rows.length * COORDINATE_COUNT);
	rows.forEach((row, i) => {
		positions.forEach((position, j) => {
			const cell = row[position] ?? Number.NaN;
			if (
				typeof cell !== "number" ||
				Math.abs(cell) === Number.POSITIVE_INFINITY
			)
				throw new Error(
					`${caller}: invalid label: ${typeof cell === "number" ? cell : JSON.stringify(cell)} in column ${COORDINATE_NAMES[j]} of face ${i}, from 0; expected pixels as a number, or NaN where there is no label`,
				);
			values[i * COORDINATE_COUNT + j] = cell;
		});
	});
	return values;
}

/**
 * Loads danfojs, which takes about a second, so that what follows does not
 * wait for it. Whatever needs a DataFrame does this by itself.
 */
export function warmFrames(): void {
	danfojs();
}

// Not at import: the command line answers `--help` before danfojs has loaded.
function danfojs(): typeof import("danfojs-node") {
	return require("danfojs-node");
}
