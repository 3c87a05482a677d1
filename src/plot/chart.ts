/**
 * What a figure shows, before it is drawn: panels with axes and marks, in pixels
 * of the picture. `plotly.ts` and `paint.ts` draw the same chart, one to zoom and
 * hover, the other as a picture.
 */
export interface Chart {
	title?: string;
	/** Of the whole picture, in pixels. */
	width: number;
	height: number;
	panels: Panel[];
}

/** One pair of axes with marks. */
export interface Panel {
	/** The rectangle between the axes, in pixels from the picture's upper left corner. */
	left: number;
	top: number;
	width: number;
	height: number;
	x: Axis;
	y: Axis;
	/** Drawn in this order. */
	marks: Mark[];
	/** Whether a unit is as long in x as in y, also where the reader zooms. */
	square?: boolean;
}

export interface Axis {
	/** The value at the left or lower end, and that at the other. */
	range: [number, number];
	label?: string;
	/** Texts at values; default: round numbers. */
	ticks?: { value: number; text: string }[];
	/** Neither line nor numbers. */
	hidden?: boolean;
	/** Lines across the panel at the numbers. */
	grid?: boolean;
}

export type Mark = LineMark | PointMark | BarMark | CellMark | ImageMark | Text;

export interface LineMark {
	kind: "line";
	/** In the legend; a line without a name is not there. */
	name?: string;
	x: number[];
	/** NaN interrupts the line. */
	y: number[];
	colour: string;
	/** What the pointer reads at each place; default: name, x and y. */
	hover?: string[];
	dots?: boolean;
	dashed?: boolean;
	/** Pixels; default 2. */
	thick?: number;
}

export interface PointMark {
	kind: "points";
	name?: string;
	/** NaN is left out. */
	x: number[];
	y: number[];
	colour: string;
	symbol: "ring" | "cross" | "dot";
	/** Diameter in pixels. */
	size: number;
	hover: string[];
	/** A dark rim, for marks on photos. */
	rim?: boolean;
}

export interface BarMark {
	kind: "bars";
	name?: string;
	/** Whether bars go to the right from places on the y axis. */
	across?: boolean;
	/** The middle of each bar on the axis that it stands on. */
	places: number[];
	/** NaN is left out. */
	lengths: number[];
	/** In units of the axis that the bars stand on. */
	thick: number;
	colour: string;
	hover: string[];
}

export interface CellMark {
	kind: "cells";
	/** The middle of the first column and row, and from one to the next. */
	x: { first: number; step: number };
	y: { first: number; step: number };
	/** [rows][columns]. */
	values: number[][];
	/** The values of the palest and the darkest colour. */
	range: [number, number];
	/** Lifts small values: the colour goes with the square root. */
	root?: boolean;
	/** What the pointer reads, with Plotly's %{x}, %{y} and %{z}. */
	hoverTemplate: string;
}

export interface ImageMark {
	kind: "image";
	/** Grey values 0-255, row by row, `columns` in a row. */
	grey: Uint8Array;
	columns: number;
	/** The outer edges in units of the axes. */
	left: number;
	top: number;
	width: number;
	height: number;
}

export interface Text {
	kind: "text";
	x: number;
	y: number;
	text: string;
	/** Which part of the text stands at x; default "left". */
	align?: "left" | "center" | "right";
	colour?: string;
}

/** From values of a panel's axes to places on the canvas. */
export interface Scale {
	x(value: number): number;
	y(value: number): number;
}

/** The marks of a chart that the legend explains. */
export function legendOf(chart: Chart): (LineMark | PointMark | BarMark)[] {
	return chart.panels.flatMap(({ marks }) =>
		marks.filter(
			(mark): mark is LineMark | PointMark | BarMark =>
				"name" in mark && mark.name !== undefined,
		),
	);
}
