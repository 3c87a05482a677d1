/** A change of grey values: what each of the 256 becomes. */
export type Tone = Float64Array;

const WHITE = 255;

/** The tone that changes nothing. */
export function plainTone(): Tone {
	return Float64Array.from({ length: WHITE + 1 }, (_, grey) => grey);
}

/** Adds a part of white: `grey + 255 change`. */
export function brighten(tone: Tone, change: number): void {
	changeTone(tone, (grey) => grey + WHITE * change);
}

/** Spreads grey values about middle grey: `127.5 + factor (grey - 127.5)`. */
export function spread(tone: Tone, factor: number): void {
	changeTone(tone, (grey) => WHITE / 2 + factor * (grey - WHITE / 2));
}

/** Gamma correction: `255 (grey / 255) ^ exponent`, https://en.wikipedia.org/wiki/Gamma_correction. */
export function applyGamma(tone: Tone, exponent: number): void {
	changeTone(tone, (grey) => WHITE * (grey / WHITE) ** exponent);
}

/** Puts a change behind those that a tone holds; as after each change, what is beyond black or white is cut. */
function changeTone(tone: Tone, change: (grey: number) => number): void {
	for (let grey = 0; grey < tone.length; grey++)
		tone[grey] = Math.min(WHITE, Math.max(0, change(tone[grey])));
}

/** Changes the grey values of an image in place: one look-up a pixel, however many changes the tone holds. */
export function applyTone(image: Uint8Array, tone: Tone): void {
	const rounded = Uint8ClampedArray.from(tone);
	for (let i = 0; i < image.length; i++) image[i] = rounded[image[i]];
}
