import type { BarMark, CellMark, LineMark, Mark, PointMark } from "./chart";
import { rampColour } from "./theme";

/** What Plotly draws for a mark; images and texts are part of its layout. */
export function traceOf(mark: Mark): object | undefined {
	if (mark.kind === "line") return lineTrace(mark);
	if (mark.kind === "points") return pointTrace(mark);
	if (mark.kind === "bars") return barTrace(mark);
	if (mark.kind === "cells") return cellTrace(mark);
	return undefined;
}

/** Text as Plotly shows it, which reads tags in it. */
export function escapeText(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** Six digits are more than a screen shows; JSON knows no NaN. */
function short(values: number[]): (number | null)[] {
	return values.map((value) =>
		Number.isFinite(value) ? Number(value.toPrecision(6)) : null,
	);
}

function nameOf(name?: string) {
	return name === undefined
		? { showlegend: false }
		: { name: escapeText(name), showlegend: true };
}

function hoverOf(hover?: string[]) {
	if (!hover) return {};
	return hover.length === 0
		? { hoverinfo: "skip" }
		: { hovertext: hover.map(escapeText), hoverinfo: "text" };
}

function lineTrace(mark: LineMark) {
	return {
		type: "scatter",
		mode: mark.dots ? "lines+markers" : "lines",
		...nameOf(mark.name),
		x: short(mark.x),
		y: short(mark.y),
		line: {
			color: mark.colour,
			width: mark.thick ?? 2,
			...(mark.dashed && { dash: "dash" }),
		},
		...hoverOf(mark.hover),
	};
}

const SYMBOLS = { ring: "circle-open", cross: "x-thin-open", dot: "circle" };

function pointTrace(mark: PointMark) {
	return {
		type: "scatter",
		mode: "markers",
		...nameOf(mark.name),
		x: short(mark.x),
		y: short(mark.y),
		marker: {
			symbol: SYMBOLS[mark.symbol],
			size: mark.size,
			color: mark.colour,
			line: { color: mark.colour, width: mark.symbol === "dot" ? 0 : 2 },
		},
		cliponaxis: false,
		...hoverOf(mark.hover),
	};
}

function barTrace(mark: BarMark) {
	const places = short(mark.places);
	const lengths = short(mark.lengths);
	return {
		type: "bar",
		...nameOf(mark.name),
		...(mark.across
			? { orientation: "h", x: lengths, y: places }
			: { x: places, y: lengths }),
		width: mark.thick,
		marker: { color: mark.colour },
		...hoverOf(mark.hover),
	};
}

function cellTrace({ x, y, values, range, root, hoverTemplate }: CellMark) {
	const stops = Array.from({ length: 17 }, (_, i) => i / 16);
	return {
		type: "heatmap",
		x0: x.first,
		dx: x.step,
		y0: y.first,
		dy: y.step,
		z: values.map(short),
		zmin: range[0],
		zmax: range[1],
		colorscale: stops.map((share) => [
			share,
			rampColour(root ? Math.sqrt(share) : share),
		]),
		showscale: false,
		hovertemplate: `${hoverTemplate}<extra></extra>`,
	};
}
