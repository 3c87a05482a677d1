import { missingTable } from "../dataset";
import { COORDINATE_COUNT, KEYPOINT_COUNT, KEYPOINT_NAMES } from "../face";
import type { Mark } from "./chart";
import { createFigure, type Figure } from "./figure";
import { namesChart } from "./namesChart";

const MOST_COLUMNS = 120;

/**
 * Which labels are missing where in the file: a line for each point, a column
 * for each row of the file or, of many, for some that follow each other; dark
 * where there are labels, pale where there are none.
 *
 * @param labels [n, 30] in pixels, NaN where missing
 * @throws where there is no row
 */
export function missingLabels(labels: Float32Array): Figure {
	const count = labels.length / COORDINATE_COUNT;
	if (count === 0)
		throw new Error("missingLabels: missing rows; expected at least one");
	const step = Math.ceil(count / MOST_COLUMNS);
	const shares = labelledShares(labels, count, step);
	const columns = shares[0].length;
	const table = missingTable(labels);
	const percents = table.column("missingPercent").values as number[];
	const end = columns * step + 0.5;
	const texts = percents.map(
		(percent, y): Mark => ({
			...{ kind: "text", x: end + columns * step * 0.015, y },
			text: `${percent.toFixed(1)} %`,
		}),
	);
	const total = percents.reduce((sum, percent) => sum + percent, 0);
	return createFigure(
		namesChart(
			`Missing labels: ${(total / KEYPOINT_COUNT).toFixed(1)} % (pale) of ${count.toLocaleString("en")} rows x 15 points`,
			KEYPOINT_NAMES,
			{ range: [0.5, end], label: "data row in the file" },
			[
				{
					kind: "cells",
					x: { first: (step + 1) / 2, step },
					y: { first: 0, step: 1 },
					values: shares,
					range: [0, 1.5],
					hoverTemplate: "%{y}, near row %{x}: %{z:.0%} labelled",
				},
				...texts,
			],
			76,
		),
	);
}

/** [15][columns]: the share of rows that have both coordinates of a point. */
function labelledShares(labels: Float32Array, count: number, step: number) {
	return Array.from({ length: KEYPOINT_COUNT }, (_, point) =>
		Array.from({ length: Math.ceil(count / step) }, (_, column) => {
			const end = Math.min((column + 1) * step, count);
			let labelled = 0;
			for (let row = column * step; row < end; row++) {
				const i = row * COORDINATE_COUNT + 2 * point;
				if (!Number.isNaN(labels[i]) && !Number.isNaN(labels[i + 1]))
					labelled++;
			}
			return labelled / (end - column * step);
		}),
	);
}
