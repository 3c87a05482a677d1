import { mkdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { createCanvas } from "canvas";
import { expect } from "chai";
import sharp, { type Sharp } from "sharp";
import { readPhoto } from "../../src/photo";
import { inFolder, messageOf, write } from "../dataset/files";

/** A picture of 32x24: white, but for a black block of 8x8 top left and a red one to its right. */
function picture(): Buffer {
	const canvas = createCanvas(32, 24);
	const context = canvas.getContext("2d");
	context.fillStyle = "white";
	context.fillRect(0, 0, 32, 24);
	context.fillStyle = "black";
	context.fillRect(0, 0, 8, 8);
	context.fillStyle = "red";
	context.fillRect(8, 0, 8, 8);
	return canvas.toBuffer("image/png");
}

describe("readPhoto", () => {
	it("says of a device that it is no file, and what to do", async () => {
		const error = await readPhoto("/dev/null").catch((caught) => caught);
		expect(error.message).to.match(
			/invalid photo: \/dev\/null is a pipe or a device; expected the name of a file/,
		);
	});

	for (const [kind, encode] of [
		["a PNG", (image: Sharp) => image.png()],
		["a PNG of few colours", (image: Sharp) => image.png({ palette: true })],
		["a PNG of 16 bits", (image: Sharp) => image.toColourspace("rgb16").png()],
		[
			"a JPEG",
			(image: Sharp) =>
				image.jpeg({ quality: 100, chromaSubsampling: "4:4:4" }),
		],
		["a WebP", (image: Sharp) => image.webp({ lossless: true })],
	] as [string, (image: Sharp) => Sharp][])
		it(`makes ${kind} grey, whatever its name`, () =>
			inFolder(async (folder) => {
				const bytes = await encode(sharp(picture())).toBuffer();
				const photo = await readPhoto(write(folder, "photo.dat", bytes));
				expect([photo.width, photo.height]).to.deep.equal([32, 24]);
				const at = (x: number, y: number) => photo.grey[y * 32 + x];
				expect(at(3, 3)).to.be.closeTo(0, 2);
				expect(at(12, 3)).to.be.closeTo(0.299 * 255, 3);
				expect(at(20, 20)).to.be.closeTo(255, 2);
			}));

	it("takes a photo without colours, and puts what is transparent on white", () =>
		inFolder(async (folder) => {
			const clear = createCanvas(20, 20).toBuffer("image/png");
			const { grey } = await readPhoto(write(folder, "clear.png", clear));
			expect(new Set(grey)).to.deep.equal(new Set([255]));
			const plain = sharp(Buffer.alloc(400, 90), {
				raw: { width: 20, height: 20, channels: 1 },
			});
			const bytes = await plain.png().toBuffer();
			const photo = await readPhoto(write(folder, "grey.png", bytes));
			expect(photo.grey).to.deep.equal(new Uint8Array(400).fill(90));
		}));

	// Where the black and the red block are once the photo is upright, in blocks.
	for (const [orientation, width, black, red] of [
		[1, 32, [0, 0], [1, 0]],
		[2, 32, [3, 0], [2, 0]],
		[3, 32, [3, 2], [2, 2]],
		[4, 32, [0, 2], [1, 2]],
		[5, 24, [0, 0], [0, 1]],
		[6, 24, [2, 0], [2, 1]],
		[7, 24, [2, 3], [2, 2]],
		[8, 24, [0, 3], [0, 2]],
	] as [number, number, number[], number[]][])
		it(`turns a JPEG upright that is tagged with orientation ${orientation}`, () =>
			inFolder(async (folder) => {
				const bytes = await sharp(picture())
					.withMetadata({ orientation })
					.jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
					.toBuffer();
				const photo = await readPhoto(write(folder, "photo.jpg", bytes));
				expect(photo.width).to.equal(width);
				expect(photo.height).to.equal(56 - width);
				const block = ([x, y]: number[]) =>
					photo.grey[(8 * y + 4) * width + 8 * x + 4];
				expect(block(black)).to.be.closeTo(0, 4);
				expect(block(red)).to.be.closeTo(76, 4);
			}));

	for (const [what, content, expected] of [
		["an empty file", "", /is empty/],
		["text", "name,age\n", /is no picture; expected a JPEG, PNG or WebP$/],
		["a GIF", "GIF89a and so on", /is a GIF; .*: save or convert it/],
		["a phone's HEIC", "\0\0\0\x18ftypheic\0\0", /is an HEIC; .*convert/],
		["an SVG", '<svg xmlns="http://www.w3.org/2000/svg"/>', /is an SVG or XML/],
		["a web page", "<!DOCTYPE html>", /is a web page/],
		["a PDF", "%PDF-1.7", /is a PDF/],
		[
			"a head without a body",
			"\x89PNG\r\n\x1a\n",
			/cannot be read.*damaged or cut short/,
		],
		[
			"an enormous photo",
			enormous(),
			/has 20000x30000 pixels; expected at most 100 million: make it smaller/,
		],
	] as [string, string | Buffer, RegExp][])
		it(`refuses ${what}`, () =>
			inFolder(async (folder) => {
				const bytes =
					typeof content === "string"
						? Buffer.from(content, "latin1")
						: content;
				const path = write(folder, "photo.jpg", bytes);
				const message = await messageOf(() => readPhoto(path));
				expect(message).to.match(/^readPhoto: invalid photo: .*photo\.jpg /);
				expect(message).to.match(expected);
			}));

	for (const kind of ["png", "jpeg", "webp"] as const)
		it(`refuses a ${kind} that is cut short`, () =>
			inFolder(async (folder) => {
				const noise = sharp(
					Buffer.from(Array.from({ length: 120_000 }, (_, i) => (i * i) % 251)),
					{ raw: { width: 200, height: 200, channels: 3 } },
				);
				const bytes = await noise[kind]().toBuffer();
				const path = write(folder, "photo", bytes);
				await readPhoto(path);
				truncateSync(path, Math.floor(bytes.length / 2));
				expect(await messageOf(() => readPhoto(path))).to.match(
					/^readPhoto: invalid photo: .*photo cannot be read .*damaged or cut short/,
				);
			}));

	it("refuses a JPEG that its decoder only warns of", () =>
		inFolder(async (folder) => {
			const noise = sharp(
				Buffer.from(Array.from({ length: 120_000 }, (_, i) => (i * i) % 251)),
				{ raw: { width: 200, height: 200, channels: 3 } },
			);
			const bytes = await noise.jpeg().toBuffer();
			// The end of the picture in its middle, with as much behind it.
			bytes.writeUInt16BE(0xffd9, Math.floor(bytes.length / 2));
			const path = write(folder, "photo.jpg", bytes);
			expect(await messageOf(() => readPhoto(path))).to.match(
				/photo\.jpg cannot be read \(.*premature end.*\); expected a whole JPEG.*save it anew$/,
			);
		}));

	it("refuses a strip, whose search would take minutes", () =>
		inFolder(async (folder) => {
			const strip = { width: 2001, height: 200, channels: 3 as const };
			const bytes = await sharp({ create: { ...strip, background: "grey" } })
				.png()
				.toBuffer();
			const path = write(folder, "strip.png", bytes);
			expect(await messageOf(() => readPhoto(path))).to.match(
				/strip\.png has 2001x200 pixels; expected at most 10 times as long as wide: cut out/,
			);
		}));

	it("refuses an animation", () =>
		inFolder(async (folder) => {
			const other = await sharp(picture()).negate({ alpha: false }).toBuffer();
			const bytes = await sharp([picture(), other], {
				join: { animated: true },
			})
				.webp()
				.toBuffer();
			const path = write(folder, "photo.webp", bytes);
			expect(await messageOf(() => readPhoto(path))).to.match(
				/is animated, with 2 pictures; expected a still one/,
			);
		}));

	it("refuses what is too small, missing, or a folder", () =>
		inFolder(async (folder) => {
			const dot = createCanvas(15, 400).toBuffer("image/png");
			const path = write(folder, "dot.png", dot);
			expect(await messageOf(() => readPhoto(path))).to.match(
				/has 15x400 pixels; expected at least 16 on each side/,
			);
			expect(await messageOf(() => readPhoto(join(folder, "x")))).to.match(
				/^readPhoto: missing photo: .*x: there is no such file/,
			);
			mkdirSync(join(folder, "sub"));
			expect(await messageOf(() => readPhoto(join(folder, "sub")))).to.match(
				/sub is a folder/,
			);
			expect(readFileSync(path)).to.deep.equal(dot);
		}));
});

/** A PNG of a few bytes that calls itself 20000x30000 pixels large. */
function enormous(): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(20000, 0);
	header.writeUInt32BE(30000, 4);
	header.set([8, 0, 0, 0, 0], 8);
	const chunk = (name: string, data: Buffer) => {
		const body = Buffer.concat([Buffer.from(name), data]);
		const frame = Buffer.alloc(8);
		frame.writeUInt32BE(data.length, 0);
		frame.writeUInt32BE(crc32(body), 4);
		return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
	};
	return Buffer.concat([
		Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
		chunk("IHDR", header),
		chunk("IDAT", deflateSync(Buffer.alloc(100))),
		chunk("IEND", Buffer.alloc(0)),
	]);
}
