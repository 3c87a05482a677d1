import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { projectFolder } from "../../src/base";

/** A drawn face that comes with the page. */
export function drawnFace(name = "1"): Promise<Buffer> {
	return readFile(
		join(projectFolder(), "src", "page", "samples", `${name}.webp`),
	);
}

/** A drawn face on a larger ground. */
export async function faceOnGround(
	width: number,
	height: number,
	face: { left: number; top: number; size: number },
): Promise<Sharp> {
	const small = await sharp(await drawnFace())
		.resize(face.size)
		.png()
		.toBuffer();
	const ground = { width, height, channels: 3 as const, background: "#8a8f94" };
	return sharp(
		await sharp({ create: ground })
			.composite([{ input: small, left: face.left, top: face.top }])
			.png()
			.toBuffer(),
	);
}

/**
 * A film of a drawn face that moves to the right, in YUV4MPEG2, the format that
 * Chromium plays as its webcam.
 */
export async function filmOfFace(frames: number): Promise<Buffer> {
	const [width, height, size] = [320, 240, 200];
	const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 C420jpeg\n`)];
	for (let i = 0; i < frames; i++) {
		const left = Math.round((i * (width - size)) / (frames - 1));
		const frame = await faceOnGround(width, height, { left, top: 20, size });
		const grey = await frame.greyscale().raw().toBuffer();
		const colourless = Buffer.alloc((width * height) / 2, 128);
		parts.push(Buffer.from("FRAME\n"), grey, colourless);
	}
	return Buffer.concat(parts);
}
