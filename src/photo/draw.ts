import { extname } from "node:path";
import type { OverlayOptions, Sharp } from "sharp";
import { isSameFile, writeAtomically } from "../base";
import { loadSharp, type Photo, upright } from "./photo";
import type { PhotoPoint, PhotoPrediction } from "./predictPhoto";

/** How each kind of picture is written. */
const ENCODERS: Record<string, (picture: Sharp) => Sharp> = {
	".png": (picture) => picture.png(),
	".jpg": (picture) => picture.jpeg({ quality: 92 }),
	".jpeg": (picture) => picture.jpeg({ quality: 92 }),
	".webp": (picture) => picture.webp({ quality: 92 }),
};

/** The orange of predictions in all plots, between two rings that show on any ground. */
const mark = (centreX: number, centreY: number, radius: number) => `
	<circle cx="${centreX}" cy="${centreY}" r="${radius * 1.4}" fill="#000000"/>
	<circle cx="${centreX}" cy="${centreY}" r="${radius * 1.15}" fill="#ffffff"/>
	<circle cx="${centreX}" cy="${centreY}" r="${radius}" fill="#e69f00"/>`;

/**
 * Says whether a picture can be written under a name, before the work for it is
 * done.
 *
 * @throws where its ending is none of .png, .jpg, .jpeg and .webp, or it is the
 * photo itself
 */
export function checkPictureName(path: string, photo: string): void {
	if (!ENCODERS[extname(path).toLowerCase()])
		throw new Error(
			`drawPoints: unknown kind of picture: ${path}; expected a name that ends in ${Object.keys(ENCODERS).join(", ")}`,
		);
	if (isSameFile(path, photo))
		throw new Error(
			`drawPoints: invalid picture: ${path} is the photo itself; expected another name, since the photo would be lost`,
		);
}

/** Kinds of picture with a longest side in pixels, and which to take instead. */
const LONGEST: Record<string, [kind: string, pixels: number, instead: string]> =
	{
		".webp": ["a WebP", 16_383, ".png or .jpg"],
		".jpg": ["a JPEG", 65_500, ".png"],
		".jpeg": ["a JPEG", 65_500, ".png"],
	};

/**
 * Says whether a photo's size can be written under a name, before the work for it
 * is done.
 *
 * @throws where a side is too long for the kind of picture that the ending names
 */
export function checkPictureSize(
	path: string,
	{ width, height }: Pick<Photo, "width" | "height">,
): void {
	const limit = LONGEST[extname(path).toLowerCase()];
	if (!limit || Math.max(width, height) <= limit[1]) return;
	const [kind, pixels, instead] = limit;
	throw new Error(
		`drawPoints: invalid picture: ${path} would have ${width}x${height} pixels, and ${kind} has at most ${pixels} on a side; expected a name that ends in ${instead}`,
	);
}

/**
 * Draws points on a photo, in colour and at its full size, turned upright, and
 * writes the picture. The marks grow with the square that holds the face.
 *
 * @param path the picture: its ending (.png, .jpg, .webp) says of which kind
 */
export async function drawPoints(
	photo: Photo,
	{ points, square }: PhotoPrediction,
	path: string,
): Promise<void> {
	checkPictureName(path, photo.path);
	checkPictureSize(path, photo);
	const sharp = await loadSharp();
	const radius = Math.max(1.5, square.size / 100);
	const marks = Object.values(points)
		.map((point) => markAt(point, radius))
		.filter((tile) => touches(tile, photo));
	// Small tiles: one overlay of the photo's size would take four bytes a pixel.
	const picture = upright(sharp, photo.path).composite(marks);
	const encode = ENCODERS[extname(path).toLowerCase()];
	const bytes = await encode(picture).toBuffer();
	await writeAtomically(path, (file) => file.writeFile(bytes));
}

type Tile = OverlayOptions & { left: number; top: number; side: number };

function markAt({ x, y }: PhotoPoint, radius: number): Tile {
	const side = 2 * Math.ceil(radius * 1.4) + 2;
	// From pixel indices to edges: the first pixel's centre is half a pixel in.
	const left = Math.floor(x + 0.5 - side / 2);
	const top = Math.floor(y + 0.5 - side / 2);
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${mark(x + 0.5 - left, y + 0.5 - top, radius)}</svg>`;
	return { input: Buffer.from(svg), left, top, side };
}

/** Whether any of a mark lies within the photo. */
function touches({ left, top, side }: Tile, { width, height }: Photo): boolean {
	return left + side > 0 && top + side > 0 && left < width && top < height;
}
