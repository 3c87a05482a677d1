import type { DataFrame } from "danfojs-node";
import { COORDINATE_COUNT, COORDINATE_NAMES } from "../face";
import { isMissing } from "./cells";
import { type Faces, type LabelledFaces, labelsOf, selectFaces } from "./faces";

export type { DataFrame };

/**
 * The labels of faces as a danfojs DataFrame: a column for each of the 30
 * coordinates, NaN where missing, and as its index the faces' rows in their file,
 * by which {@link fromFrame} finds the images again.
 *
 * @throws where the faces have no labels
 */
export function toFrame(faces: Faces): DataFrame {
	const frame = createFrame(labelsOf(faces, "toFrame"));
	frame.setIndex({ index: [...faces.rows], inplace: true });
	return frame;
}

/**
 * Faces whose labels are those of a DataFrame that came of {@link toFrame}, however
 * it was changed: the faces of its rows, in its order. Rows that were dropped take
 * their images with them.
 *
 * @param frame with the 30 coordinates as columns, whatever their order, and rows of
 * the faces' file as its index
 * @param faces where the images are; their own labels do not count
 * @throws where the frame has a row that is not one of the faces, one of the 30
 * columns is not there or is there twice, or a cell is neither a finite number nor missing
 */
export function fromFrame(frame: DataFrame, faces: Faces): LabelledFaces {
	const labels = Float32Array.from(frameValues(frame, "fromFrame"));
	const positions = new Map(Array.from(faces.rows, (row, i) => [row, i]));
	const indices = frame.index.map((row) => {
		const position = positions.get(Number(row));
		if (position === undefined)
			throw new Error(
				`fromFrame: unknown row: ${row} in the frame's index is no row of ${faces.source}; expected rows as \`toFrame\` gives them: \`resetIndex\` loses them`,
			);
		return position;
	});
	const { labels: _, ...unlabelled } = faces;
	return { ...selectFaces(unlabelled, indices), labels };
}

/**
 * A danfojs DataFrame of labels out of plain numbers.
 *
 * @param values row by row, [n, columns]
 * @param columns names of the columns; default: the 30 coordinates
 * @throws where the values do not fill whole rows
 */
export function createFrame(
	values: ArrayLike<number>,
	columns: readonly string[] = COORDINATE_NAMES,
): DataFrame {
	const width = columns.length;
	if (values.length % width !== 0)
		throw new Error(
			`createFrame: invalid values: ${values.length} of them; expected whole rows of ${width}`,
		);
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
 * columns: float64 [n, 30], NaN where a label is missing. Blank cells, `null` and
 * what pandas writes for a missing number (`NaN`, `NA`, `None`) are missing ones.
 *
 * @param caller the function to name in messages
 * @throws where one of the 30 columns is not there or is there twice, or a cell is
 * neither a finite number nor missing
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
	const twice = COORDINATE_NAMES.find(
		(name, i) => frame.columns.lastIndexOf(name) !== positions[i],
	);
	if (twice !== undefined)
		throw new Error(
			`${caller}: invalid columns: ${twice} is there twice; expected each coordinate once`,
		);
	const rows = frame.values as unknown[][];
	const values = new Float64Array(rows.length * COORDINATE_COUNT);
	rows.forEach((row, i) => {
		positions.forEach((position, j) => {
			const value = labelOf(row[position]);
			if (value === undefined)
				throw new Error(
					`${caller}: invalid label: ${show(row[position])} in column ${COORDINATE_NAMES[j]} of face ${i}, from 0; expected pixels as a number, or NaN where there is no label`,
				);
			values[i * COORDINATE_COUNT + j] = value;
		});
	});
	return values;
}

function show(cell: unknown): string {
	return typeof cell === "string" ? JSON.stringify(cell) : String(cell);
}

/** A cell as a number, NaN where it is missing; undefined where it is neither. */
function labelOf(cell: unknown): number | undefined {
	if (cell === undefined || cell === null) return Number.NaN;
	// Number("") would be 0.
	if (typeof cell === "string") return isMissing(cell) ? Number.NaN : undefined;
	const isLabel =
		typeof cell === "number" && Math.abs(cell) !== Number.POSITIVE_INFINITY;
	return isLabel ? cell : undefined;
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
