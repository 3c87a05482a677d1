import type { GreyPicture } from "../photo";

/** Pixels of the largest photo that is read, of the shortest side, and how many times as long as wide it may be, as in Node. */
const MAX_PIXELS = 100e6;
const MIN_SIDE = 16;
const MAX_RATIO = 10;
/** Pixels that are made grey at a time. */
const STRIPE = 2 ** 20;

/**
 * Reads a photo as the model sees it: upright as its orientation tag says, grey,
 * transparent parts on white.
 *
 * A browser tells only of damage that keeps it from reading a photo at all; what
 * else its decoder stumbles over it fills in, and says nothing. The command line
 * and the interface for programs refuse such photos.
 *
 * @throws where the browser cannot read it, or it is too small, too large or too
 * long for its width
 */
export async function decodePhoto(photo: Blob): Promise<GreyPicture> {
	const name = photo instanceof File && photo.name ? photo.name : "This";
	if (photo.size === 0)
		throw new Error(`${name} is empty; expected a JPEG, PNG or WebP.`);
	const bitmap = await createImageBitmap(photo, {
		imageOrientation: "from-image",
	}).catch(() => {
		throw new Error(
			`${name} is no picture that this browser can read; expected a whole JPEG, PNG or WebP.`,
		);
	});
	try {
		const { width, height } = bitmap;
		const size = `${name} has ${width}×${height} pixels`;
		if (width * height > MAX_PIXELS)
			throw new Error(`${size}; expected at most ${MAX_PIXELS / 1e6} million.`);
		if (Math.min(width, height) < MIN_SIDE)
			throw new Error(`${size}; expected at least ${MIN_SIDE} on each side.`);
		if (Math.max(width, height) > MAX_RATIO * Math.min(width, height))
			throw new Error(
				`${size}; expected at most ${MAX_RATIO} times as long as wide: cut out the part with the face.`,
			);
		return greyOf(bitmap);
	} finally {
		bitmap.close();
	}
}

/** A picture in grey (ITU-R BT.601), a stripe at a time: in colour a large photo takes four times the room. */
export function greyOf(bitmap: ImageBitmap): GreyPicture {
	const { width, height } = bitmap;
	const grey = new Uint8Array(width * height);
	const rows = Math.min(height, Math.max(1, Math.floor(STRIPE / width)));
	const canvas = new OffscreenCanvas(width, rows);
	const context = canvas.getContext("2d", {
		willReadFrequently: true,
	}) as OffscreenCanvasRenderingContext2D;
	context.fillStyle = "white";
	let at = 0;
	for (let top = 0; top < height; top += rows) {
		const count = Math.min(rows, height - top);
		context.fillRect(0, 0, width, rows);
		context.drawImage(bitmap, 0, top, width, count, 0, 0, width, count);
		const { data } = context.getImageData(0, 0, width, count);
		for (let i = 0; i < 4 * width * count; i += 4)
			// Rounded to a float32 first, as in Node, or 45 of all three becomes 44.
			grey[at++] = Math.fround(
				0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2],
			);
	}
	return { width, height, grey };
}
