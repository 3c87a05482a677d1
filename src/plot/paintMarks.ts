import type { CanvasRenderingContext2D } from "canvas";
import type {
	BarMark,
	CellMark,
	ImageMark,
	LineMark,
	Mark,
	PointMark,
	Scale,
	Text,
} from "./chart";
import { greyCanvas } from "./grey";
import { drawText } from "./text";
import { COLOURS, FONT, rampColour } from "./theme";

type Context = CanvasRenderingContext2D;

/** Draws one mark of a panel. */
export function paintMark(context: Context, mark: Mark, scale: Scale): void {
	if (mark.kind === "line") paintLine(context, mark, scale);
	else if (mark.kind === "points") paintPoints(context, mark, scale);
	else if (mark.kind === "bars") paintBars(context, mark, scale);
	else if (mark.kind === "cells") paintCells(context, mark, scale);
	else if (mark.kind === "image") paintImage(context, mark, scale);
	else paintText(context, mark, scale);
}

/** Draws what stands for a mark in the legend, its middle at (x, y). */
export function paintKey(
	context: Context,
	mark: LineMark | PointMark | BarMark,
	x: number,
	y: number,
): void {
	if (mark.kind === "bars") {
		context.fillStyle = mark.colour;
		context.fillRect(x - 7, y - 7, 14, 14);
	} else if (mark.kind === "points") {
		paintSymbol(context, mark, x, y);
	} else {
		const scale = { x: (value: number) => value, y: (value: number) => value };
		paintLine(context, { ...mark, x: [x - 12, x + 12], y: [y, y] }, scale);
	}
}

function paintLine(context: Context, mark: LineMark, scale: Scale): void {
	context.strokeStyle = mark.colour;
	context.fillStyle = mark.colour;
	context.lineWidth = mark.thick ?? 2;
	context.setLineDash(mark.dashed ? [6, 5] : []);
	context.beginPath();
	let drawing = false;
	mark.x.forEach((value, i) => {
		const known = Number.isFinite(mark.y[i]) && Number.isFinite(value);
		if (known && drawing) context.lineTo(scale.x(value), scale.y(mark.y[i]));
		else if (known) context.moveTo(scale.x(value), scale.y(mark.y[i]));
		drawing = known;
	});
	context.stroke();
	if (!mark.dots) return;
	mark.x.forEach((value, i) => {
		if (!Number.isFinite(mark.y[i])) return;
		context.beginPath();
		context.arc(scale.x(value), scale.y(mark.y[i]), 3, 0, 2 * Math.PI);
		context.fill();
	});
}

function paintPoints(context: Context, mark: PointMark, scale: Scale): void {
	mark.x.forEach((value, i) => {
		if (Number.isNaN(value) || Number.isNaN(mark.y[i])) return;
		paintSymbol(context, mark, scale.x(value), scale.y(mark.y[i]));
	});
}

function paintSymbol(
	context: Context,
	{ symbol, size, colour, rim }: PointMark,
	x: number,
	y: number,
): void {
	const radius = size / 2;
	context.beginPath();
	if (symbol === "cross") {
		context.moveTo(x - radius, y - radius);
		context.lineTo(x + radius, y + radius);
		context.moveTo(x + radius, y - radius);
		context.lineTo(x - radius, y + radius);
	} else context.arc(x, y, radius, 0, 2 * Math.PI);
	if (rim) {
		context.strokeStyle = COLOURS.halo;
		context.lineWidth = 3.5;
		context.stroke();
	}
	context.fillStyle = colour;
	context.strokeStyle = colour;
	context.lineWidth = 1.75;
	if (symbol === "dot") context.fill();
	else context.stroke();
}

function paintBars(context: Context, mark: BarMark, scale: Scale): void {
	context.fillStyle = mark.colour;
	mark.places.forEach((place, i) => {
		if (Number.isNaN(mark.lengths[i])) return;
		const from = place - mark.thick / 2;
		const to = place + mark.thick / 2;
		const [left, right, top, bottom] = mark.across
			? [0, mark.lengths[i], from, to]
			: [from, to, mark.lengths[i], 0];
		context.fillRect(
			scale.x(left),
			scale.y(top),
			scale.x(right) - scale.x(left),
			scale.y(bottom) - scale.y(top),
		);
	});
}

function paintCells(context: Context, mark: CellMark, scale: Scale): void {
	const { x, y, values, range, root } = mark;
	values.forEach((cells, row) => {
		const top = y.first + (row - 0.5) * y.step;
		cells.forEach((value, column) => {
			const left = x.first + (column - 0.5) * x.step;
			const share = (value - range[0]) / (range[1] - range[0]);
			context.fillStyle = rampColour(root ? Math.sqrt(share) : share);
			// Whole pixels, or seams show between the cells.
			const [from, to] = [scale.x(left), scale.x(left + x.step)].map(
				Math.round,
			);
			const [upper, lower] = [scale.y(top), scale.y(top + y.step)].map(
				Math.round,
			);
			context.fillRect(from, upper, to - from, lower - upper);
		});
	});
}

function paintImage(context: Context, mark: ImageMark, scale: Scale): void {
	const left = scale.x(mark.left);
	const top = scale.y(mark.top);
	context.drawImage(
		greyCanvas(mark),
		left,
		top,
		scale.x(mark.left + mark.width) - left,
		scale.y(mark.top + mark.height) - top,
	);
}

function paintText(context: Context, mark: Text, scale: Scale): void {
	context.font = `${FONT.text}px ${FONT.family}`;
	context.fillStyle = mark.colour ?? COLOURS.ink;
	context.textAlign = mark.align ?? "left";
	context.textBaseline = "middle";
	drawText(context, mark.text, scale.x(mark.x), scale.y(mark.y));
}
