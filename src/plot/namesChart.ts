import { KEYPOINT_COUNT, KEYPOINT_NAMES } from "../dataset";
import type { Axis, Chart, Mark } from "./chart";
import { SIZES } from "./theme";

/** A chart with a line for each of the 15 points, the first on top: point i at height i. */
export function namesChart(
	title: string,
	x: Axis,
	marks: Mark[],
	right: number = SIZES.edge,
): Chart {
	const top = SIZES.title + 4;
	const height = 22 * KEYPOINT_COUNT;
	return {
		title,
		width: SIZES.width,
		height: top + height + SIZES.below,
		panels: [
			{
				...{ left: SIZES.names, top, height },
				width: SIZES.width - SIZES.names - right,
				x,
				y: {
					range: [KEYPOINT_COUNT - 0.5, -0.5],
					ticks: KEYPOINT_NAMES.map((text, value) => ({ value, text })),
				},
				marks,
			},
		],
	};
}
