import type { CanvasRenderingContext2D } from "canvas";
import {
	type Axis,
	type Chart,
	legendOf,
	type Panel,
	type Scale,
} from "./chart";
import { paintKey, paintMark } from "./paintMarks";
import { drawText, textWidth } from "./text";
import { COLOURS, FONT, SIZES } from "./theme";
import { roundTicks } from "./ticks";

/** Draws a chart on a canvas of its size. */
export function paintChart(
	context: CanvasRenderingContext2D,
	chart: Chart,
): void {
	context.fillStyle = COLOURS.paper;
	context.fillRect(0, 0, chart.width, chart.height);
	for (const panel of chart.panels) paintPanel(context, panel);
	const left = chart.panels[0].left;
	context.fillStyle = COLOURS.ink;
	context.textAlign = "left";
	context.textBaseline = "middle";
	if (chart.title !== undefined) {
		context.font = `bold ${FONT.title}px ${FONT.family}`;
		drawText(context, chart.title, left, SIZES.title / 2);
	}
	paintLegend(context, chart, left);
}

function paintPanel(context: CanvasRenderingContext2D, panel: Panel): void {
	const { left, top, width, height, x, y } = panel;
	const scale: Scale = {
		x: (value) => left + width * shareOf(value, x),
		y: (value) => top + height * (1 - shareOf(value, y)),
	};
	paintAxisX(context, panel, scale);
	paintAxisY(context, panel, scale);
	for (const mark of panel.marks) {
		context.save();
		if (mark.kind !== "text") {
			// A mark that stands on the panel's edge is shown whole.
			const room = mark.kind === "points" ? mark.size : 1;
			context.beginPath();
			context.rect(
				left - room,
				top - room,
				width + 2 * room,
				height + 2 * room,
			);
			context.clip();
		}
		paintMark(context, mark, scale);
		context.restore();
	}
}

function shareOf(value: number, { range: [from, to] }: Axis): number {
	return (value - from) / (to - from);
}

function paintAxisX(
	context: CanvasRenderingContext2D,
	{ left, top, width, height, x }: Panel,
	scale: Scale,
): void {
	if (x.hidden) return;
	const bottom = top + height;
	styleAxis(context, "center");
	for (const { value, text } of x.ticks ?? roundTicks(x.range)) {
		if (x.grid)
			strokeLine(context, scale.x(value), top, scale.x(value), bottom);
		drawText(context, text, scale.x(value), bottom + 14);
	}
	strokeLine(context, left, bottom, left + width, bottom);
	context.font = `${FONT.label}px ${FONT.family}`;
	if (x.label) drawText(context, x.label, left + width / 2, bottom + 36);
}

function paintAxisY(
	context: CanvasRenderingContext2D,
	{ left, top, width, height, y }: Panel,
	scale: Scale,
): void {
	if (y.hidden) return;
	styleAxis(context, "right");
	for (const { value, text } of y.ticks ?? roundTicks(y.range)) {
		if (y.grid)
			strokeLine(context, left, scale.y(value), left + width, scale.y(value));
		drawText(context, text, left - 8, scale.y(value));
	}
	strokeLine(context, left, top, left, top + height);
	if (!y.label) return;
	context.save();
	context.translate(left - SIZES.beside + 16, top + height / 2);
	context.rotate(-Math.PI / 2);
	context.textAlign = "center";
	context.font = `${FONT.label}px ${FONT.family}`;
	drawText(context, y.label, 0, 0);
	context.restore();
}

function styleAxis(
	context: CanvasRenderingContext2D,
	textAlign: "center" | "right",
): void {
	context.font = `${FONT.text}px ${FONT.family}`;
	context.strokeStyle = COLOURS.grid;
	context.fillStyle = COLOURS.ink;
	context.lineWidth = 1;
	context.textAlign = textAlign;
	context.textBaseline = "middle";
}

function strokeLine(
	context: CanvasRenderingContext2D,
	fromX: number,
	fromY: number,
	toX: number,
	toY: number,
): void {
	context.beginPath();
	context.moveTo(fromX, fromY);
	context.lineTo(toX, toY);
	context.stroke();
}

function paintLegend(
	context: CanvasRenderingContext2D,
	chart: Chart,
	start: number,
): void {
	const y = (chart.title === undefined ? 0 : SIZES.title) + SIZES.legend / 2;
	let x = start;
	context.font = `${FONT.text}px ${FONT.family}`;
	for (const mark of legendOf(chart)) {
		context.save();
		paintKey(context, mark, x + 12, y);
		context.restore();
		context.fillStyle = COLOURS.ink;
		drawText(context, mark.name as string, x + 30, y);
		x += 30 + textWidth(context, mark.name as string) + 24;
	}
}
