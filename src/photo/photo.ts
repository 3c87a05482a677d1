import { open } from "node:fs/promises";
import type { Sharp, SharpConstructor } from "sharp";
import type { GreyPicture } from "./crop";

/** A photograph as a model sees it: upright and grey. */
export interface Photo extends GreyPicture {
	/** The file it is from, or the name of its bytes. */
	path: string;
}

/** A photo that lies in memory. */
export interface PhotoBytes {
	/** What messages call it. */
	name: string;
	bytes: Uint8Array;
}

/** What is wrong with a photo: no such file, another kind of file, its size, or damage. */
export type PhotoProblem = "missing" | "kind" | "size" | "damage";

/** A photo that cannot be read. */
export class PhotoError extends Error {
	constructor(
		readonly problem: PhotoProblem,
		message: string,
	) {
		super(`readPhoto: ${message}`);
	}
}

/** Pixels of the largest photo that is read: a camera of 100 megapixels. */
export const MAX_PHOTO_PIXELS = 100e6;
/** Pixels of the shorter side of the smallest one: with fewer there is no face to be seen. */
export const MIN_PHOTO_SIDE = 16;

/** How many times as long as wide a photo may be: a longer one takes minutes to search for a face. */
export const MAX_PHOTO_RATIO = 10;

/** Shares of red, green and blue in grey (ITU-R BT.601, as in JPEG, OpenCV and Pillow). */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Reads a JPEG, PNG or WebP, turned upright as its EXIF orientation says,
 * transparent parts on white, and makes it grey.
 *
 * @param source a file's path, or the bytes of one
 * @throws a {@link PhotoError} where there is no such file, or it is empty, of
 * another kind, damaged or cut short as far as its decoder can tell, animated, too
 * small, too large or too long for its width
 */
export async function readPhoto(source: string | PhotoBytes): Promise<Photo> {
	const [path, input] =
		typeof source === "string" ? [source, source] : [source.name, source.bytes];
	checkKind(path, await readHead(input));
	const sharp = await loadSharp();
	try {
		// The limit on pixels is ours, with a message of ours.
		const {
			width,
			height,
			pages = 1,
		} = await sharp(input, {
			limitInputPixels: false,
		}).metadata();
		checkSize(path, width, height, pages);
		const { data, info } = await upright(sharp, input)
			.recomb([LUMA, LUMA, LUMA] as never)
			.extractChannel(0)
			.raw()
			.toBuffer({ resolveWithObject: true });
		return { path, width: info.width, height: info.height, grey: data };
	} catch (error) {
		if (error instanceof PhotoError) throw error;
		throw damaged(path, (error as Error).message.trim().split("\n")[0]);
	}
}

function damaged(path: string, why: string): Error {
	return new PhotoError(
		"damage",
		`invalid photo: ${path} cannot be read (${why}); expected a whole JPEG, PNG or WebP: it is damaged or cut short; fetch it again, or open it elsewhere, look whether it is sound, and save it anew`,
	);
}

/** The photo in colour, upright, on white, with 8 bits of red, green and blue. */
export function upright(
	sharp: SharpConstructor,
	input: string | Uint8Array,
): Sharp {
	// What the decoder only warns of, it has made up.
	return sharp(input, { failOn: "warning", limitInputPixels: MAX_PHOTO_PIXELS })
		.autoOrient()
		.flatten({ background: "white" })
		.toColourspace("srgb");
}

/** Loads the decoder, which takes a tenth of a second, when it is needed. */
export async function loadSharp(): Promise<SharpConstructor> {
	const { default: sharp } = await import("sharp");
	// It goes by the name, and would give the old photo for a file that has changed.
	sharp.cache(false);
	return sharp;
}

function checkSize(
	path: string,
	width: number,
	height: number,
	pages: number,
): void {
	const size = `${width}x${height} pixels`;
	if (pages > 1)
		throw new PhotoError(
			"size",
			`invalid photo: ${path} is animated, with ${pages} pictures; expected a still one`,
		);
	if (width * height > MAX_PHOTO_PIXELS)
		throw new PhotoError(
			"size",
			`invalid photo: ${path} has ${size}; expected at most ${MAX_PHOTO_PIXELS / 1e6} million: make it smaller`,
		);
	if (Math.min(width, height) < MIN_PHOTO_SIDE)
		throw new PhotoError(
			"size",
			`invalid photo: ${path} has ${size}; expected at least ${MIN_PHOTO_SIDE} on each side`,
		);
	if (Math.max(width, height) > MAX_PHOTO_RATIO * Math.min(width, height))
		throw new PhotoError(
			"size",
			`invalid photo: ${path} has ${size}; expected at most ${MAX_PHOTO_RATIO} times as long as wide: cut out the part with the face`,
		);
}

/** What other files begin with, to name them. */
const OTHERS: [RegExp, string][] = [
	[/^GIF8/, "a GIF"],
	[/^(II\*|MM.\*)/s, "a TIFF or a camera's raw file"],
	[/^.{4}ftyp(heic|heix|heim|heis|hevc|mif1|msf1)/s, "an HEIC"],
	[/^.{4}ftypavi[fs]/s, "an AVIF"],
	[/^BM/, "a BMP"],
	[/^%PDF/, "a PDF"],
	[/^\s*<(\?xml|svg)/i, "an SVG or XML"],
	[/^\s*<(!doctype|html)/i, "a web page"],
];
const PHOTOS = /^(\xff\xd8\xff|\x89PNG\r\n|RIFF.{4}WEBP)/s;

/** Looks at the first bytes, whatever the name: the decoder reads more kinds than are meant. */
function checkKind(path: string, head: string): void {
	if (head === "")
		throw new PhotoError(
			"kind",
			`invalid photo: ${path} is empty; expected a JPEG, PNG or WebP`,
		);
	if (PHOTOS.test(head)) return;
	const other = OTHERS.find(([begins]) => begins.test(head))?.[1];
	throw new PhotoError(
		"kind",
		`invalid photo: ${path} is ${other ?? "no picture"}; expected a JPEG, PNG or WebP${other ? ": save or convert it as one of them" : ""}`,
	);
}

const HEAD_BYTES = 32;

async function readHead(input: string | Uint8Array): Promise<string> {
	if (typeof input !== "string")
		return Buffer.from(input.subarray(0, HEAD_BYTES)).toString("latin1");
	const file = await open(input).catch((error: NodeJS.ErrnoException) => {
		throw new PhotoError(
			"missing",
			error.code === "ENOENT"
				? `missing photo: ${input}: there is no such file; expected a JPEG, PNG or WebP`
				: `cannot read ${input}: ${error.message}; expected a file that you may read`,
		);
	});
	try {
		const found = await file.stat();
		if (!found.isDirectory() && !found.isFile())
			throw new PhotoError(
				"kind",
				`invalid photo: ${input} is a pipe or a device; expected the name of a file: save the photo to one first`,
			);
		if (found.isDirectory())
			throw new PhotoError(
				"kind",
				`invalid photo: ${input} is a folder; expected a JPEG, PNG or WebP`,
			);
		const buffer = Buffer.alloc(HEAD_BYTES);
		const { bytesRead } = await file.read(buffer, 0, HEAD_BYTES, 0);
		return buffer.toString("latin1", 0, bytesRead);
	} finally {
		await file.close();
	}
}
