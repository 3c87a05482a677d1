import {
	COORDINATE_COUNT,
	COORDINATE_NAMES,
	checkWholeRows,
	KEYPOINT_NAMES,
} from "../face";
import { type Faces, labelsOf, selectFaces } from "./faces";
import { type DataFrame, frameOfRows } from "./frame";

/**
 * What is missing, point by point: a DataFrame with a row for each of the 15
 * points and the columns `keypoint`, `labelled` (rows that have both of its
 * coordinates), `missing` (the other rows) and `missingPercent`.
 *
 * @param labels [n, 30] in pixels, NaN where missing
 */
export function missingTable(labels: Float32Array): DataFrame {
	checkWholeRows(labels, "missingTable");
	const count = labels.length / COORDINATE_COUNT;
	const rows = KEYPOINT_NAMES.map((name, point) => {
		let labelled = 0;
		for (let row = 0; row < count; row++) {
			const x = labels[row * COORDINATE_COUNT + 2 * point];
			const y = labels[row * COORDINATE_COUNT + 2 * point + 1];
			if (!Number.isNaN(x) && !Number.isNaN(y)) labelled++;
		}
		const missing = count - labelled;
		return [name, labelled, missing, count > 0 ? (100 * missing) / count : 0];
	});
	return frameOfRows(rows, [
		"keypoint",
		"labelled",
		"missing",
		"missingPercent",
	]);
}

/**
 * Only the faces that have all 15 points. In the competition's training file
 * that leaves 2,140 of 7,049, all of one labelling source: a model trained on
 * them never learns how the other source marks nose and lip.
 *
 * @throws where the faces have no labels
 */
export function dropMissing<F extends Faces>(faces: F): F {
	return selectFaces(faces, completeRows(labelsOf(faces, "dropMissing")));
}

/**
 * The rows that have all 15 points, 0 the first.
 *
 * @param labels [n, 30], NaN where missing
 */
export function completeRows(labels: Float32Array): number[] {
	const complete: number[] = [];
	for (let start = 0; start < labels.length; start += COORDINATE_COUNT)
		if (!labels.subarray(start, start + COORDINATE_COUNT).some(Number.isNaN))
			complete.push(start / COORDINATE_COUNT);
	return complete;
}

/** What {@link fillMissing} fills in: a column's mean, its median, or the last label above. */
export type FillMethod = "mean" | "median" | "last";

/**
 * The labels with every gap filled, as new ones. It is here to be
 * compared with, for it is a mistake: it teaches the model labels that nobody
 * has marked. With "last", as in pandas's `ffill` that many solutions of the
 * competition use, a face gets the points of whichever face stands above it.
 * The masked loss, which is the default, leaves gaps be.
 *
 * @param labels [n, 30] in pixels, NaN where missing
 * @param method the mean or median of the column's labels, or the last label
 * above; gaps above the first label get that one
 * @throws where the method is unknown, or a column has no label at all
 */
export function fillMissing(
	labels: Float32Array,
	method: FillMethod,
): Float32Array {
	if (!["mean", "median", "last"].includes(method))
		throw new Error(
			`fillMissing: unknown method: ${method}; expected mean, median or last`,
		);
	checkWholeRows(labels, "fillMissing");
	const values = labels.slice();
	for (let column = 0; column < COORDINATE_COUNT; column++) {
		const cells: number[] = [];
		for (let i = column; i < values.length; i += COORDINATE_COUNT)
			cells.push(values[i]);
		const known = cells.filter((label) => !Number.isNaN(label));
		if (known.length === 0)
			throw new Error(
				`fillMissing: missing labels: column ${COORDINATE_NAMES[column]} has none; expected at least one to fill its gaps with`,
			);
		let fill = method === "mean" ? mean(known) : median(known);
		if (method === "last") fill = known[0];
		cells.forEach((label, row) => {
			const i = row * COORDINATE_COUNT + column;
			if (Number.isNaN(label)) values[i] = fill;
			else if (method === "last") fill = label;
		});
	}
	return values;
}

function mean(labels: number[]): number {
	return labels.reduce((sum, label) => sum + label, 0) / labels.length;
}

function median(labels: number[]): number {
	const sorted = Float64Array.from(labels).sort();
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1
		? sorted[middle]
		: (sorted[middle - 1] + sorted[middle]) / 2;
}
