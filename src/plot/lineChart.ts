import { type CanvasRenderingContext2D, createCanvas } from "canvas";
import { COLOURS } from "./colours";
import type { Figure } from "./figure";

/** One line of a chart. */
export interface Line {
	name: string;
	x: number[];
	y: number[];
	colour: string;
}

export interface LineChart {
	title: string;
	xLabel: string;
	yLabel: string;
	lines: Line[];
}

const WIDTH = 720;
const HEIGHT = 400;
const MARGIN = { left: 64, right: 20, top: 48, bottom: 52 };

/** Draws lines over common axes. The y axis starts at 0. */
export function lineChart(chart: LineChart): Figure {
	return { plotly: plotlyChart(chart), png: drawChart(chart) };
}

function plotlyChart({ title, xLabel, yLabel, lines }: LineChart) {
	return {
		data: lines.map(({ name, x, y, colour }) => ({
			type: "scatter",
			mode: "lines+markers",
			...{ name, x, y },
			line: { color: colour },
		})),
		layout: {
			title: { text: title },
			width: WIDTH,
			height: HEIGHT,
			xaxis: { title: { text: xLabel } },
			yaxis: { title: { text: yLabel }, rangemode: "tozero" },
		},
	};
}

/** An axis of the chart: its marks, and from values to places on the canvas. */
interface Axis {
	ticks: number[];
	place(value: number): number;
}

function drawChart(chart: LineChart): Buffer {
	const canvas = createCanvas(WIDTH, HEIGHT);
	const context = canvas.getContext("2d");
	context.fillStyle = COLOURS.paper;
	context.fillRect(0, 0, WIDTH, HEIGHT);
	const xs = chart.lines.flatMap((line) => line.x);
	const ys = chart.lines.flatMap((line) => line.y);
	const right = WIDTH - MARGIN.right;
	const bottom = HEIGHT - MARGIN.bottom;
	const x = axis(Math.min(...xs), Math.max(...xs), MARGIN.left, right);
	const y = axis(0, Math.max(...ys), bottom, MARGIN.top);
	drawFrame(context, chart, x, y);
	for (const line of chart.lines) drawLine(context, line, x, y);
	drawLegend(context, chart.lines);
	return canvas.toBuffer("image/png");
}

function axis(low: number, high: number, from: number, to: number): Axis {
	const span = high - low || 1;
	const step = niceStep(span / 6);
	const ticks: number[] = [];
	for (let i = Math.ceil(low / step); i * step <= high + span * 1e-9; i++)
		ticks.push(Number((i * step).toPrecision(6)));
	return {
		ticks,
		place: (value) => from + ((value - low) / span) * (to - from) * 0.97,
	};
}

/** The next number of the kind 1, 2 or 5 times a power of ten. */
function niceStep(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	const factor = [1, 2, 5, 10].find((f) => f * power >= least) ?? 10;
	return factor * power;
}

function drawFrame(
	context: CanvasRenderingContext2D,
	{ title, xLabel, yLabel }: LineChart,
	x: Axis,
	y: Axis,
): void {
	const bottom = HEIGHT - MARGIN.bottom;
	context.font = "13px sans-serif";
	context.strokeStyle = COLOURS.grid;
	context.fillStyle = COLOURS.ink;
	context.textAlign = "center";
	for (const tick of x.ticks)
		context.fillText(String(tick), x.place(tick), bottom + 20);
	context.fillText(xLabel, WIDTH / 2, HEIGHT - 10);
	context.textAlign = "right";
	for (const tick of y.ticks) {
		context.beginPath();
		context.moveTo(MARGIN.left, y.place(tick));
		context.lineTo(WIDTH - MARGIN.right, y.place(tick));
		context.stroke();
		context.fillText(String(tick), MARGIN.left - 8, y.place(tick) + 4);
	}
	context.save();
	context.translate(16, HEIGHT / 2);
	context.rotate(-Math.PI / 2);
	context.textAlign = "center";
	context.fillText(yLabel, 0, 0);
	context.restore();
	context.font = "bold 15px sans-serif";
	context.textAlign = "left";
	context.fillText(title, MARGIN.left, 24);
}

function drawLine(
	context: CanvasRenderingContext2D,
	line: Line,
	x: Axis,
	y: Axis,
): void {
	context.strokeStyle = line.colour;
	context.fillStyle = line.colour;
	context.lineWidth = 2;
	context.beginPath();
	line.x.forEach((value, i) => {
		context.lineTo(x.place(value), y.place(line.y[i]));
	});
	context.stroke();
	line.x.forEach((value, i) => {
		context.beginPath();
		context.arc(x.place(value), y.place(line.y[i]), 3, 0, 2 * Math.PI);
		context.fill();
	});
}

function drawLegend(context: CanvasRenderingContext2D, lines: Line[]): void {
	context.font = "13px sans-serif";
	context.textAlign = "left";
	lines.forEach(({ name, colour }, i) => {
		const top = MARGIN.top + 10 + 20 * i;
		context.fillStyle = colour;
		context.fillRect(WIDTH - 190, top - 2, 20, 4);
		context.fillStyle = COLOURS.ink;
		context.fillText(name, WIDTH - 162, top + 4);
	});
}
