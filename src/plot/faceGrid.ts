import { type CanvasRenderingContext2D, createCanvas } from "canvas";
import { COORDINATE_COUNT, IMAGE_PIXELS, IMAGE_SIZE } from "../dataset";
import { COLOURS } from "./colours";
import type { Figure } from "./figure";

export interface FaceGridOptions {
	/** Labels, [n, 30] in pixels, NaN where missing: green rings. */
	labels?: Float32Array;
	/** Predictions, [n, 30] in pixels: orange crosses. */
	predicted?: Float32Array;
	/** Pictures a row. Default 4. */
	columns?: number;
	/** Enlargement of each picture. Default 2. */
	scale?: number;
}

const GAP = 4;

/**
 * Faces side by side, with their labels and predictions on them.
 *
 * @param images grey values 0-255, [n, 96, 96]
 * @throws where there is no image, or not as many labels or predictions as images
 */
export function faceGrid(
	images: Uint8Array,
	options: FaceGridOptions = {},
): Figure {
	const { labels, predicted, columns = 4, scale = 2 } = options;
	const count = images.length / IMAGE_PIXELS;
	if (count === 0)
		throw new Error("faceGrid: missing images; expected at least one");
	for (const [name, points] of Object.entries({ labels, predicted }))
		if (points && points.length !== count * COORDINATE_COUNT)
			throw new Error(
				`faceGrid: invalid ${name}: ${points.length} numbers; expected ${count * COORDINATE_COUNT} for ${count} images`,
			);
	const side = IMAGE_SIZE * scale;
	const across = Math.min(columns, count);
	const canvas = createCanvas(
		across * (side + GAP) - GAP,
		Math.ceil(count / across) * (side + GAP) - GAP,
	);
	const context = canvas.getContext("2d");
	for (let i = 0; i < count; i++) {
		context.save();
		context.translate(
			(i % across) * (side + GAP),
			Math.floor(i / across) * (side + GAP),
		);
		drawImage(context, images.subarray(i * IMAGE_PIXELS), side);
		if (labels) mark(context, labels, i, scale, ring, COLOURS.green);
		if (predicted) mark(context, predicted, i, scale, cross, COLOURS.orange);
		context.restore();
	}
	return { png: canvas.toBuffer("image/png") };
}

function drawImage(
	context: CanvasRenderingContext2D,
	grey: Uint8Array,
	side: number,
): void {
	const small = createCanvas(IMAGE_SIZE, IMAGE_SIZE);
	const pixels = small.getContext("2d");
	const data = pixels.createImageData(IMAGE_SIZE, IMAGE_SIZE);
	for (let i = 0; i < IMAGE_PIXELS; i++) {
		data.data.fill(grey[i], 4 * i, 4 * i + 3);
		data.data[4 * i + 3] = 255;
	}
	pixels.putImageData(data, 0, 0);
	context.drawImage(small, 0, 0, side, side);
}

type Mark = (context: CanvasRenderingContext2D, x: number, y: number) => void;

function mark(
	context: CanvasRenderingContext2D,
	points: Float32Array,
	face: number,
	scale: number,
	draw: Mark,
	colour: string,
): void {
	context.strokeStyle = colour;
	context.lineWidth = 1.5;
	for (let j = 0; j < COORDINATE_COUNT; j += 2) {
		const x = points[face * COORDINATE_COUNT + j];
		const y = points[face * COORDINATE_COUNT + j + 1];
		if (Number.isNaN(x) || Number.isNaN(y)) continue;
		context.beginPath();
		// Coordinate 0 is the centre of the first pixel.
		draw(context, (x + 0.5) * scale, (y + 0.5) * scale);
		context.stroke();
	}
}

const ring: Mark = (context, x, y) => context.arc(x, y, 3, 0, 2 * Math.PI);

const cross: Mark = (context, x, y) => {
	context.moveTo(x - 3, y - 3);
	context.lineTo(x + 3, y + 3);
	context.moveTo(x + 3, y - 3);
	context.lineTo(x - 3, y + 3);
};
