import {
	type Axis,
	type Chart,
	type ImageMark,
	legendOf,
	type Panel,
	type Text,
} from "./chart";
import { greyAddress } from "./grey";
import { escapeText, traceOf } from "./plotlyTraces";
import { COLOURS, FONT, SIZES } from "./theme";

/** What Plotly draws: https://plotly.com/javascript/reference/ */
export interface PlotlyFigure {
	data: object[];
	layout: object;
}

/** A chart as Plotly draws it, in the same places as in the picture. */
export function plotlyOf(chart: Chart): PlotlyFigure {
	const { width, height, panels } = chart;
	const axes = panels.map((panel, i) => plotlyAxes(panel, i, chart));
	return {
		data: panels.flatMap((panel, i) =>
			panel.marks.flatMap((mark) => {
				const trace = traceOf(mark);
				return trace
					? [{ ...trace, xaxis: `x${suffix(i)}`, yaxis: `y${suffix(i)}` }]
					: [];
			}),
		),
		layout: {
			width,
			height,
			margin: { l: 0, r: 0, t: 0, b: 0, autoexpand: false },
			paper_bgcolor: COLOURS.paper,
			plot_bgcolor: COLOURS.paper,
			font: { family: FONT.family, size: FONT.text, color: COLOURS.ink },
			hovermode: "closest",
			barmode: "overlay",
			...(chart.title !== undefined && { title: plotlyTitle(chart) }),
			...plotlyLegend(chart),
			images: panels.flatMap(plotlyImages),
			annotations: panels.flatMap((panel, i) => plotlyTexts(panel, i, chart)),
			...Object.assign({}, ...axes),
		},
	};
}

/** Plotly counts axes as x, x2, x3. */
function suffix(panel: number): string {
	return panel === 0 ? "" : String(panel + 1);
}

function plotlyTitle({ title = "", width, height, panels }: Chart) {
	return {
		text: escapeText(title),
		x: panels[0].left / width,
		xanchor: "left",
		y: 1 - SIZES.title / 2 / height,
		yanchor: "middle",
		font: { size: FONT.title, weight: 700 },
	};
}

function plotlyLegend(chart: Chart) {
	const { title, width, height, panels } = chart;
	const top = title === undefined ? 0 : SIZES.title;
	return {
		showlegend: legendOf(chart).length > 0,
		legend: {
			orientation: "h",
			x: panels[0].left / width,
			y: 1 - (top + SIZES.legend / 2) / height,
			yanchor: "middle",
			bgcolor: COLOURS.paper,
		},
	};
}

function plotlyAxes(panel: Panel, i: number, { width, height }: Chart) {
	const { left, top, x, y, square } = panel;
	const bottom = height - top - panel.height;
	return {
		[`xaxis${suffix(i)}`]: {
			...plotlyAxis(x),
			domain: [left / width, (left + panel.width) / width],
			anchor: `y${suffix(i)}`,
		},
		[`yaxis${suffix(i)}`]: {
			...plotlyAxis(y),
			domain: [bottom / height, (bottom + panel.height) / height],
			anchor: `x${suffix(i)}`,
			...(square && { scaleanchor: `x${suffix(i)}` }),
		},
	};
}

function plotlyAxis({ range, label, ticks, hidden, grid = false }: Axis) {
	if (hidden) return { range, visible: false };
	return {
		range,
		showgrid: grid,
		gridcolor: COLOURS.grid,
		linecolor: COLOURS.grid,
		showline: true,
		zeroline: false,
		...(label && { title: { text: escapeText(label), standoff: 8 } }),
		...(ticks && {
			tickvals: ticks.map(({ value }) => value),
			ticktext: ticks.map(({ text }) => escapeText(text)),
		}),
	};
}

function plotlyImages({ marks }: Panel, i: number) {
	return marks
		.filter((mark): mark is ImageMark => mark.kind === "image")
		.map((mark) => ({
			source: greyAddress(mark),
			xref: `x${suffix(i)}`,
			yref: `y${suffix(i)}`,
			x: mark.left,
			y: mark.top,
			sizex: mark.width,
			sizey: mark.height,
			sizing: "stretch",
			layer: "below",
		}));
}

function plotlyTexts(panel: Panel, i: number, chart: Chart) {
	return panel.marks
		.filter((mark): mark is Text => mark.kind === "text")
		.map(({ x, y, text, align = "left", colour = COLOURS.ink }) => ({
			...placeOf(x, panel, i, chart),
			yref: `y${suffix(i)}`,
			y,
			text: escapeText(text),
			xanchor: align,
			yanchor: "middle",
			showarrow: false,
			borderpad: 0,
			font: { color: colour },
		}));
}

/** Plotly hides a text beyond the end of an axis, unless it is placed on the paper. */
function placeOf(x: number, panel: Panel, i: number, { width }: Chart) {
	const [from, to] = panel.x.range;
	const share = (x - from) / (to - from);
	return share >= 0 && share <= 1
		? { xref: `x${suffix(i)}`, x }
		: { xref: "paper", x: (panel.left + share * panel.width) / width };
}
