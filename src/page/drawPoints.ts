import { KEYPOINT_NAMES } from "../face";
import type { PhotoResult } from "./protocol";

/**
 * The photo with its points as a PNG of its full size. It is drawn anew, so that
 * nothing of the photo's metadata (place, time, camera) goes along.
 *
 * @throws where the photo is too large for the browser to draw
 */
export async function drawPoints(
	image: HTMLImageElement,
	{ width, height, points, square }: PhotoResult,
): Promise<Blob> {
	const canvas = document.createElement("canvas");
	[canvas.width, canvas.height] = [width, height];
	const context = canvas.getContext("2d");
	if (!context) throw tooLarge(width, height);
	context.drawImage(image, 0, 0, width, height);
	const radius = Math.max(1.5, square.size / 100);
	for (const name of KEYPOINT_NAMES) {
		const { x, y } = points[name];
		// Two rings that show on any ground, as on the command line's pictures.
		for (const [size, colour] of [
			[1.4, "#000000"],
			[1.15, "#ffffff"],
			[1, "#e69f00"],
		] as const) {
			context.beginPath();
			context.arc(x + 0.5, y + 0.5, radius * size, 0, 2 * Math.PI);
			context.fillStyle = colour;
			context.fill();
		}
	}
	return new Promise((resolve, reject) => {
		canvas.toBlob((blob) => {
			if (blob) resolve(blob);
			else reject(tooLarge(width, height));
		}, "image/png");
	});
}

function tooLarge(width: number, height: number): Error {
	return new Error(
		`The photo is too large for this browser to draw: ${width}×${height} pixels.`,
	);
}
