import { createCanvas } from "canvas";
import type { Chart } from "./chart";
import { paintChart } from "./paint";
import { type PlotlyFigure, plotlyOf } from "./plotly";

/** A figure: for a notebook, interactive and a picture; for files, see {@link saveFigure}. */
export interface Figure {
	/** To zoom and to read off values. */
	readonly plotly: PlotlyFigure;
	/** The same as a picture. */
	readonly png: Buffer;
	/** The same as a drawing that stays sharp at any size, its texts as outlines. */
	readonly svg: string;
	/**
	 * All that a notebook shows of it, by media type: one output, of which each reader takes the form that it can show.
	 *
	 * @throws where that is over a megabyte, which makes a notebook slow
	 */
	toMimeBundle(): Record<string, unknown>;
}

/** The figure of a chart; each form is drawn when it is first asked for. */
export function createFigure(chart: Chart): Figure {
	let plotly: PlotlyFigure | undefined;
	let png: Buffer | undefined;
	let svg: string | undefined;
	return {
		get plotly() {
			plotly ??= plotlyOf(chart);
			return plotly;
		},
		get png() {
			png ??= drawPng(chart);
			return png;
		},
		get svg() {
			svg ??= drawSvg(chart);
			return svg;
		},
		toMimeBundle() {
			return checkSize({
				"application/vnd.plotly.v1+json": this.plotly,
				"image/png": this.png.toString("base64"),
			});
		},
	};
}

/** The most that one output of a notebook may take, in bytes. */
const LARGEST_OUTPUT = 1_000_000;

function checkSize<Bundle extends object>(bundle: Bundle): Bundle {
	const size = Buffer.byteLength(JSON.stringify(bundle));
	if (size > LARGEST_OUTPUT)
		throw new Error(
			`toMimeBundle: invalid figure: it takes ${(size / 1e6).toFixed(1)} MB; expected at most ${LARGEST_OUTPUT / 1e6} MB under a cell, or the notebook gets slow: show fewer faces, or write it to a file with saveFigure`,
		);
	return bundle;
}

function drawPng(chart: Chart): Buffer {
	const canvas = createCanvas(chart.width, chart.height);
	// Every figure has its paper: without opacity the file is smaller.
	paintChart(canvas.getContext("2d", { alpha: false }), chart);
	return canvas.toBuffer("image/png", { compressionLevel: 9 });
}

function drawSvg(chart: Chart): string {
	const canvas = createCanvas(chart.width, chart.height, "svg");
	paintChart(canvas.getContext("2d"), chart);
	// Names within the drawing go on counting from figure to figure.
	const names = new Map<string, string>();
	return canvas
		.toBuffer()
		.toString("utf8")
		.replace(/(\bid="|href="#|url\(#)([\w-]+)/g, (_, before, name) => {
			if (!names.has(name)) names.set(name, `n${names.size}`);
			return before + names.get(name);
		});
}
