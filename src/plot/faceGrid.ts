import type { Faces } from "../dataset";
import { IMAGE_SIZE } from "../face";
import type { Chart, Mark, Panel } from "./chart";
import {
	type FacesToPlot,
	faceName,
	facesToPlot,
	imageAt,
	pointMarks,
} from "./faceMarks";
import { createFigure, type Figure } from "./figure";
import { shorten } from "./shorten";
import { SIZES } from "./theme";

export interface FaceGridOptions {
	/** Labels, [n, 30] in pixels, NaN where missing: green rings. Default: those of the faces. */
	labels?: Float32Array;
	/** Predictions, [n, 30] in pixels: orange crosses. */
	predicted?: Float32Array;
	/** The data row of each face in its file, [n]. Default: those of the faces. */
	rows?: ArrayLike<number>;
	/** A line over each picture, [n]. Default: its row, where that is known. */
	titles?: readonly string[];
	/** Over all of them. */
	title?: string;
	/** Pictures a row. Default 4; of more than 16 as many as there are rows of them, up to 12. */
	columns?: number;
	/** Enlargement of each picture. Default 2, less where they would not fit a notebook. */
	scale?: number;
}

const GAP = 4;
const CAPTION = 20;
/** With less than this the words of the legend would be cut. */
const LEAST_WIDTH = 230;

/**
 * Faces side by side, with their labels and predictions on them.
 *
 * @param faces faces, or their pictures alone: grey values 0-255, [n, 96, 96]
 * @throws where there is no image, or not as many labels, predictions, rows or
 * titles as images
 */
export function faceGrid(
	faces: Uint8Array | Faces,
	options: FaceGridOptions = {},
): Figure {
	const { title, titles, columns: asked } = options;
	if (asked !== undefined && (!Number.isInteger(asked) || asked < 1))
		throw new Error(
			`faceGrid: invalid columns: ${asked}; expected a whole number of at least 1`,
		);
	const shown = facesToPlot("faceGrid", faces, options);
	const { columns = columnsFor(shown.count) } = options;
	if (titles && titles.length !== shown.count)
		throw new Error(
			`faceGrid: invalid titles: ${titles.length}; expected ${shown.count}, one for each image`,
		);
	const across = Math.min(columns, shown.count);
	const { scale = Math.min(2, fitting(across)) } = options;
	if (!(scale > 0 && scale <= 20))
		throw new Error(
			`faceGrid: invalid scale: ${scale}; expected a number above 0 and up to 20`,
		);
	const names =
		titles ??
		(shown.rows
			? Array.from({ length: shown.count }, (_, i) => faceName(shown, i))
			: undefined);
	return createFigure(gridChart(shown, { title, across, scale, names }));
}

/** A square of them, which keeps the picture's size whatever their number. */
function columnsFor(count: number): number {
	return Math.min(Math.max(4, Math.ceil(Math.sqrt(count))), 12);
}

/** Four in a row may be a little wider than charts; more would be too large for a notebook's output. */
function fitting(across: number): number {
	const width = SIZES.width + (across > 4 ? 0 : 80);
	return (width - (across - 1) * GAP) / across / IMAGE_SIZE;
}

interface Grid {
	title?: string;
	across: number;
	scale: number;
	names?: readonly string[];
}

function gridChart(faces: FacesToPlot, grid: Grid): Chart {
	const { labels, predicted } = faces;
	const panel = facePanel(faces, grid);
	const header =
		(grid.title === undefined ? 0 : SIZES.title) +
		(labels && predicted ? SIZES.legend : 0);
	panel.top = header;
	return {
		title: grid.title,
		width: Math.max(panel.width, header > 0 ? LEAST_WIDTH : 0),
		height: header + panel.height,
		panels: [panel],
	};
}

/** The pictures in one panel, whose units are pixels of the first picture. */
export function facePanel(
	faces: FacesToPlot,
	{ across, scale, names }: Grid,
): Panel {
	const { count, labels, predicted } = faces;
	const caption = names ? CAPTION / scale : 0;
	const gap = GAP / scale;
	const at = (i: number) => ({
		x: (i % across) * (IMAGE_SIZE + gap),
		y: Math.floor(i / across) * (IMAGE_SIZE + gap + caption) + caption,
	});
	const points = pointMarks(faces, at);
	// One kind of mark explains itself.
	if (!labels || !predicted) for (const mark of points) mark.name = undefined;
	const last = at(Math.ceil(count / across) * across - 1);
	const [width, height] = [last.x + IMAGE_SIZE, last.y + IMAGE_SIZE];
	return {
		...{ left: 0, top: 0 },
		width: Math.round(width * scale),
		height: Math.round(height * scale),
		// Coordinate 0 is the centre of the first pixel.
		x: { range: [-0.5, width - 0.5], hidden: true },
		y: { range: [height - 0.5, -0.5], hidden: true },
		square: true,
		marks: [
			...Array.from({ length: count }, (_, i) => picture(faces, i, at(i))),
			...(names ?? []).map((name, i) => heading(name, at(i), scale, caption)),
			...points,
		],
	};
}

function picture(
	faces: FacesToPlot,
	i: number,
	{ x, y }: { x: number; y: number },
): Mark {
	return {
		kind: "image",
		grey: imageAt(faces, i),
		columns: IMAGE_SIZE,
		left: x - 0.5,
		top: y - 0.5,
		width: IMAGE_SIZE,
		height: IMAGE_SIZE,
	};
}

function heading(
	name: string,
	{ x, y }: { x: number; y: number },
	scale: number,
	caption: number,
): Mark {
	const text = shorten(name, IMAGE_SIZE * scale - 4);
	return {
		kind: "text",
		text,
		x: x - 0.5 + 2 / scale,
		y: y - 0.5 - caption / 2,
	};
}
