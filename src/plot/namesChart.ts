import type { Axis, Chart, Mark } from "./chart";
import { SIZES } from "./theme";

/** A chart with a line for each name, the first on top: name i at height i. */
export function namesChart(
	title: string,
	names: readonly string[],
	x: Axis,
	marks: Mark[],
	right: number = SIZES.edge,
): Chart {
	const top = SIZES.title + 4;
	const height = 22 * names.length;
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
					range: [names.length - 0.5, -0.5],
					ticks: names.map((text, value) => ({ value, text })),
				},
				marks,
			},
		],
	};
}
