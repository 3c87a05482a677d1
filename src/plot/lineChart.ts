import type { Chart } from "./chart";
import { createFigure, type Figure } from "./figure";
import { SERIES, SIZES } from "./theme";
import { roundTicks } from "./ticks";

/** One line of a chart. */
export interface Line {
	name: string;
	x: number[];
	/** NaN interrupts the line. */
	y: number[];
	/** Default: the next of the colours that colour-blind readers can tell apart. */
	colour?: string;
	/** What the pointer reads at each place; default: name, x and y. */
	hover?: string[];
}

export interface LineChart {
	title: string;
	xLabel: string;
	yLabel: string;
	lines: Line[];
}

const PLOT_HEIGHT = 290;

/**
 * Draws lines over common axes. The y axis starts at 0, or below it where values
 * do.
 *
 * @throws where no line has a value, or one has not as many x as y
 */
export function lineChart(chart: LineChart): Figure {
	for (const { name, x, y } of chart.lines)
		if (x.length !== y.length)
			throw new Error(
				`lineChart: invalid line "${name}": ${x.length} x and ${y.length} y; expected as many of both`,
			);
	const xs = chart.lines.flatMap(({ x }) => x).filter(Number.isFinite);
	const ys = chart.lines.flatMap(({ y }) => y).filter(Number.isFinite);
	if (xs.length === 0 || ys.length === 0)
		throw new Error(
			"lineChart: missing values: no line has a number; expected at least one",
		);
	return createFigure(toChart(chart, extent(xs), extent([0, ...ys])));
}

function extent(values: number[]): [number, number] {
	let [low, high] = [values[0], values[0]];
	for (const value of values) {
		low = Math.min(low, value);
		high = Math.max(high, value);
	}
	return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

function toChart(
	{ title, xLabel, yLabel, lines }: LineChart,
	[left, right]: [number, number],
	[bottom, top]: [number, number],
): Chart {
	const room = 0.02 * (right - left);
	const above = SIZES.title + SIZES.legend + 8;
	return {
		title,
		width: SIZES.width,
		height: above + PLOT_HEIGHT + SIZES.below,
		panels: [
			{
				left: SIZES.beside,
				top: above,
				width: SIZES.width - SIZES.beside - SIZES.edge,
				height: PLOT_HEIGHT,
				x: {
					range: [left - room, right + room],
					label: xLabel,
					ticks: wholeTicks(lines, [left - room, right + room]),
				},
				y: {
					range: [bottom, top + 0.04 * (top - bottom)],
					label: yLabel,
					grid: true,
				},
				marks: lines.map((line, i) => ({
					...{ kind: "line", colour: SERIES[i % SERIES.length], dots: true },
					...line,
				})),
			},
		],
	};
}

/** There is no epoch 1.5: ticks where all x are whole numbers and few. */
function wholeTicks(lines: Line[], range: [number, number]) {
	const ticks = roundTicks(range);
	const whole = ticks.filter(({ value }) => Number.isInteger(value));
	if (!lines.every(({ x }) => x.every(Number.isInteger))) return undefined;
	return whole.length < ticks.length ? whole : undefined;
}
