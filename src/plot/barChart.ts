import { createFigure, type Figure } from "./figure";
import { namesChart } from "./namesChart";
import { COLOURS } from "./theme";

/** One bar of a chart. */
export interface Bar {
	name: string;
	/** NaN draws no bar. */
	value: number;
	/** What stands beside it. Default: the value, to hundredths. */
	text?: string;
	/** What the pointer reads. Default: name and value. */
	hover?: string;
}

export interface BarChart {
	title: string;
	xLabel: string;
	/** From above to below. */
	bars: readonly Bar[];
	/** A value to compare with: a dashed line across all bars. Default none. */
	line?: number;
}

/**
 * Draws values as bars from 0, one below the other.
 *
 * @throws where no bar has a value, or one is below 0
 */
export function barChart({ title, xLabel, bars, line }: BarChart): Figure {
	const values = bars.map(({ value }) => value);
	const most = Math.max(...[...values, line ?? 0].filter(Number.isFinite));
	if (!values.some(Number.isFinite))
		throw new Error(
			"barChart: missing values: no bar has a number; expected at least one",
		);
	const low = bars.find(({ value }) => value < 0);
	if (low)
		throw new Error(
			`barChart: invalid bar "${low.name}": ${low.value}; expected 0 or more`,
		);
	const texts = bars.map(({ value, text }, y) => ({
		...{ kind: "text" as const, x: most * 1.06, y },
		text: text ?? value.toFixed(2),
	}));
	return createFigure(
		namesChart(
			title,
			bars.map(({ name }) => name),
			{ range: [0, most * 1.04], label: xLabel, grid: true },
			[
				{
					...{ kind: "bars", across: true, thick: 0.7, colour: COLOURS.blue },
					places: values.map((_, i) => i),
					lengths: values,
					hover: bars.map(
						({ name, value, hover }) => hover ?? `${name} · ${value}`,
					),
				},
				...(line === undefined
					? []
					: [
							{
								...{ kind: "line" as const, colour: COLOURS.red },
								...{ dashed: true, hover: [] },
								x: [line, line],
								y: [-0.5, bars.length - 0.5],
							},
						]),
				...texts,
			],
			84,
		),
	);
}
