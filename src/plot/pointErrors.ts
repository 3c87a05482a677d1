import { KEYPOINT_NAMES } from "../face";
import type { Measures } from "../run";
import { type Bar, barChart } from "./barChart";
import type { Figure } from "./figure";

/**
 * The error of each point as a bar, and of all together as a line.
 *
 * @param measures what `measure` or `evaluateRun` found
 * @throws where no point has a label
 */
export function pointErrors({ points, rmsePixels, faces }: Measures): Figure {
	if (points.length === 0)
		throw new Error("pointErrors: missing labels; expected at least one");
	return barChart({
		title: `Error of each point on ${faces.toLocaleString("en")} faces; of all: ${rmsePixels.toFixed(2)} px`,
		xLabel: "RMSE in pixels",
		line: rmsePixels,
		bars: KEYPOINT_NAMES.map((name): Bar => {
			const point = points.find((point) => point.name === name);
			if (!point) return { name, value: Number.NaN, text: "no labels" };
			const { rmsePixels: value, maePixels, labels } = point;
			return {
				...{ name, value },
				hover: `${name} · RMSE ${value.toFixed(3)} px · MAE ${maePixels.toFixed(3)} px · ${labels / 2} labels`,
			};
		}),
	});
}
