import { createCanvas } from "canvas";
import { textWidth } from "./text";
import { FONT } from "./theme";

/** A text that fits so many pixels at the size of a chart's texts, its end replaced by "…" where it must be. */
export function shorten(text: string, pixels: number): string {
	const context = createCanvas(1, 1).getContext("2d");
	context.font = `${FONT.text}px ${FONT.family}`;
	const fits = (some: string) => textWidth(context, some) <= pixels;
	if (fits(text)) return text;
	const letters = [...text];
	while (letters.length > 0 && !fits(`${letters.join("")}…`)) letters.pop();
	return `${letters.join("")}…`;
}
