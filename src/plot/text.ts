import type { CanvasRenderingContext2D } from "canvas";

/**
 * Draws a text at a place, as the context's font and alignment have it; nothing
 * where it is empty: canvas 4.0.0-rc1 ends the whole process then.
 */
export function drawText(
	context: CanvasRenderingContext2D,
	text: string,
	x: number,
	y: number,
): void {
	if (text) context.fillText(text, x, y);
}

/** Width of a text in pixels; 0 where it is empty, for the same reason. */
export function textWidth(
	context: CanvasRenderingContext2D,
	text: string,
): number {
	return text ? context.measureText(text).width : 0;
}
