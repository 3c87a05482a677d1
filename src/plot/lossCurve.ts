import type { EpochRecord } from "../train";
import { COLOURS } from "./colours";
import type { Figure } from "./figure";
import { lineChart } from "./lineChart";

/**
 * The error after each epoch, in training and on the validation faces.
 *
 * @throws where the history is empty
 */
export function lossCurve(history: readonly EpochRecord[]): Figure {
	if (history.length === 0)
		throw new Error(
			"lossCurve: missing epochs: the history is empty; expected at least one epoch of `fit`",
		);
	const measured = history.filter((r) => r.validationRmsePixels !== undefined);
	const lines = [
		{
			name: "training",
			x: history.map(({ epoch }) => epoch),
			y: history.map(({ rmsePixels }) => rmsePixels),
			colour: COLOURS.blue,
		},
		{
			name: "validation",
			x: measured.map(({ epoch }) => epoch),
			y: measured.map((record) => record.validationRmsePixels as number),
			colour: COLOURS.orange,
		},
	];
	return lineChart({
		title: "Error after each epoch",
		xLabel: "epoch",
		yLabel: "RMSE in pixels",
		lines: lines.filter(({ x }) => x.length > 0),
	});
}
