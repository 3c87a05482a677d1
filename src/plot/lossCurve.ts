import type { EpochRecord } from "../run";
import type { Figure } from "./figure";
import { lineChart } from "./lineChart";
import { COLOURS } from "./theme";

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
		title: titleOf(measured),
		xLabel: "epoch",
		yLabel: "RMSE in pixels",
		lines: lines.filter(({ x }) => x.length > 0),
	});
}

function titleOf(measured: readonly EpochRecord[]): string {
	if (measured.length === 0) return "Error after each epoch";
	const error = (record: EpochRecord) => record.validationRmsePixels as number;
	const best = measured.reduce((a, b) => (error(b) < error(a) ? b : a));
	return `Error after each epoch: best ${error(best).toFixed(2)} px, after epoch ${best.epoch}`;
}
