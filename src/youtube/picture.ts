import {
	cropFace,
	type GreyPicture,
	loadSharp,
	readPhoto,
	type Square,
	upright,
} from "../photo";

/** What the face images are like. */
export interface PictureFormat {
	/** Pixels across and down. */
	size: number;
	/** Red, green and blue instead of grey. */
	colour: boolean;
}

/**
 * Cuts a face out of a frame.
 *
 * @param name what messages call the frame
 * @returns values 0-255, [size, size], or [size, size, 3] in colour
 * @throws a PhotoError where the frame is damaged
 */
export async function cutFace(
	name: string,
	bytes: Uint8Array,
	square: Square,
	{ size, colour }: PictureFormat,
): Promise<Uint8Array> {
	const photo = await readPhoto({ name, bytes });
	if (!colour) return cropFace(photo, square, size);
	const { data } = await upright(await loadSharp(), bytes)
		.raw()
		.toBuffer({ resolveWithObject: true });
	const face = new Uint8Array(size * size * 3);
	for (const channel of [0, 1, 2])
		cropFace(planeOf(photo, data, channel), square, size).forEach(
			(value, i) => {
				face[3 * i + channel] = value;
			},
		);
	return face;
}

function planeOf(
	{ width, height }: GreyPicture,
	data: Uint8Array,
	channel: number,
): GreyPicture {
	const grey = new Uint8Array(width * height);
	for (let i = 0; i < grey.length; i++) grey[i] = data[3 * i + channel];
	return { width, height, grey };
}

/** A face image as a PNG file. */
export async function toPng(
	face: Uint8Array,
	{ size, colour }: PictureFormat,
): Promise<Buffer> {
	const sharp = await loadSharp();
	const raw = { width: size, height: size, channels: colour ? 3 : 1 } as const;
	const picture = sharp(face, { raw });
	return (colour ? picture : picture.toColourspace("b-w")).png().toBuffer();
}
