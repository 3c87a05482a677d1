import { type Canvas, createCanvas } from "canvas";
import type { ImageMark } from "./chart";

/** Grey values as a canvas of the same size, to be drawn on another. */
export function greyCanvas({ grey, columns }: ImageMark): Canvas {
	const canvas = createCanvas(columns, grey.length / columns);
	const context = canvas.getContext("2d");
	const image = context.createImageData(canvas.width, canvas.height);
	grey.forEach((value, i) => {
		image.data.fill(value, 4 * i, 4 * i + 3);
		image.data[4 * i + 3] = 255;
	});
	context.putImageData(image, 0, 0);
	return canvas;
}

/** Grey values as the address of a PNG of one byte a pixel. */
export function greyAddress({ grey, columns }: ImageMark): string {
	const canvas = createCanvas(columns, grey.length / columns);
	const context = canvas.getContext("2d", { pixelFormat: "A8" });
	const image = context.createImageData(canvas.width, canvas.height);
	image.data.set(grey);
	context.putImageData(image, 0, 0);
	const palette = new Uint8ClampedArray(4 * 256);
	for (let i = 0; i < 256; i++) palette.set([i, i, i, 255], 4 * i);
	const png = canvas.toBuffer("image/png", { palette, compressionLevel: 9 });
	return `data:image/png;base64,${png.toString("base64")}`;
}
