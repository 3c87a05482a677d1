import { KEYPOINT_NAMES } from "../dataset";
import type { Measures } from "../train";
import type { Mark } from "./chart";
import { createFigure, type Figure } from "./figure";
import { namesChart } from "./namesChart";
import { COLOURS } from "./theme";

/**
 * The error of each point as a bar, and of all together as a line.
 *
 * @param measures what `measure` or `evaluateRun` found
 * @throws where no point has a label
 */
export function pointErrors({ points, rmsePixels, faces }: Measures): Figure {
	const errors = KEYPOINT_NAMES.map(
		(name) =>
			points.find((point) => point.name === name)?.rmsePixels ?? Number.NaN,
	);
	const most = Math.max(...errors.filter(Number.isFinite));
	if (!Number.isFinite(most))
		throw new Error("pointErrors: missing labels; expected at least one");
	const texts = errors.map(
		(error, y): Mark => ({
			...{ kind: "text", x: most * 1.06, y },
			text: Number.isNaN(error) ? "no labels" : error.toFixed(2),
		}),
	);
	return createFigure(
		namesChart(
			`Error of each point on ${faces.toLocaleString("en")} faces; of all: ${rmsePixels.toFixed(2)} px`,
			{ range: [0, most * 1.04], label: "RMSE in pixels", grid: true },
			[
				{
					...{ kind: "bars", across: true, thick: 0.7, colour: COLOURS.blue },
					places: errors.map((_, i) => i),
					lengths: errors,
					hover: points.map(
						(point) =>
							`${point.name} · RMSE ${point.rmsePixels.toFixed(3)} px · MAE ${point.maePixels.toFixed(3)} px · ${point.labels / 2} labels`,
					),
				},
				{
					...{ kind: "line", colour: COLOURS.red, dashed: true, hover: [] },
					x: [rmsePixels, rmsePixels],
					y: [-0.5, KEYPOINT_NAMES.length - 0.5],
				},
				...texts,
			],
			84,
		),
	);
}
