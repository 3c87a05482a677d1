import { readFileSync } from "node:fs";
import { expect } from "chai";
import { createRandom } from "../../src/base";
import { labelsOf, loadFaces } from "../../src/dataset";
import { explainRow } from "../../src/dataset/explain";
import { readHeader, splitCells } from "../../src/dataset/header";
import { LineSplitter } from "../../src/dataset/lines";
import { readPixels } from "../../src/dataset/pixels";
import { readRow } from "../../src/dataset/row";
import {
	inFolder,
	pixelsOf,
	trainingHeader,
	trainingText,
	write,
} from "./files";

/** The lines of a text that comes in chunks. */
function linesOf(chunks: Buffer[]): string[] {
	const lines: string[] = [];
	const splitter = new LineSplitter(
		(bytes, start, end) =>
			lines.push(Buffer.from(bytes).toString("latin1", start, end)),
		() => {
			throw new Error("too long");
		},
	);
	// The chunk's memory is used again, as by the reader of files.
	const shared = Buffer.alloc(1 << 17);
	for (const chunk of chunks) {
		chunk.copy(shared);
		splitter.push(shared.subarray(0, chunk.length));
		shared.fill(0x78);
	}
	splitter.end();
	return lines;
}

describe("lines", () => {
	const bytes = Buffer.from("\ufeffab,c\r\n\r\nd\ne\rf\n\ng", "utf8");
	const wanted = ["ab,c", "", "d", "e\rf", "", "g"];

	it("are the same wherever a chunk ends", () => {
		expect(linesOf([bytes])).to.deep.equal(wanted);
		for (let i = 0; i <= bytes.length; i++)
			for (let j = i; j <= bytes.length; j++)
				expect(
					linesOf([
						bytes.subarray(0, i),
						bytes.subarray(i, j),
						bytes.subarray(j),
					]),
				).to.deep.equal(wanted);
	});

	it("are the same byte by byte, for a file of faces", () => {
		const file = Buffer.from(trainingText(2).replaceAll("\n", "\r\n"));
		const single = Array.from(file, (_, i) => file.subarray(i, i + 1));
		expect(linesOf(single)).to.deep.equal(linesOf([file]));
	});
});

describe("readPixels", () => {
	/** A cell between other bytes, which must not be read as a part of it. */
	function read(cell: string, before: string, after: string) {
		const bytes = Buffer.from(before + cell + after);
		const images = new Uint8Array(9216);
		const end = bytes.length - after.length;
		const ok = readPixels(bytes, before.length, end, images, 0);
		return ok ? [...images] : undefined;
	}

	it("reads whatever stands around the cell", () => {
		for (let face = 0; face < 300; face++) {
			const pixels = pixelsOf(face);
			pixels[9215] = [5, 42, 255][face % 3];
			pixels[0] = [255, 42, 5][(face >> 2) % 3];
			for (const around of ["", "7", " ", ",1 2", '"'])
				if (face < 9 || around === "7")
					expect(read(pixels.join(" "), around, around)).to.deep.equal(pixels);
		}
	});

	it("refuses every other byte anywhere in the cell, or reads it as it is", () => {
		const random = createRandom(3);
		const text = pixelsOf(1).join(" ");
		for (let byte = 0; byte < 256; byte++)
			for (let i = 0; i < 40; i++) {
				const near = i % 2 === 0 ? 60 : text.length;
				let at = random.integer(near);
				if (i % 4 === 3) at = text.length - 1 - random.integer(60);
				const bytes = Buffer.from(text);
				bytes[at] = byte;
				const cell = bytes.toString("latin1");
				const wanted =
					/^\d{1,3}( \d{1,3}){9215}$/.test(cell) &&
					cell.split(" ").every((pixel) => Number(pixel) < 256);
				const images = new Uint8Array(9216);
				const ok = readPixels(bytes, 0, bytes.length, images, 0);
				expect(ok, `byte ${byte} at ${at}`).to.equal(wanted);
				if (ok) expect([...images]).to.deep.equal(cell.split(" ").map(Number));
			}
	}).timeout(20_000);
});

describe("splitCells", () => {
	const cases: [line: string, cells: string[] | undefined][] = [
		["a,b", ["a", "b"]],
		["", [""]],
		[",", ["", ""]],
		['"a,b",c', ["a,b", "c"]],
		['"a""b"', ['a"b']],
		['""', [""]],
		['a"b', ['a"b']],
		['"a', undefined],
		['"a"b', undefined],
	];
	for (const [line, cells] of cases)
		it(`splits ${JSON.stringify(line)}`, () =>
			expect(splitCells(line)).to.deep.equal(cells));
});

describe("a file with random damage", () => {
	it("loads the same or fails with the file's name, and never half", () =>
		inFolder(async (folder) => {
			const random = createRandom(11);
			const path = write(folder, "faces.csv", trainingText(2));
			const sound = readFileSync(path);
			const bytes = [0, 9, 10, 13, 32, 34, 44, 45, 46, 48, 57, 65, 255];
			let refused = 0;
			for (let i = 0; i < 400; i++) {
				const damaged = mutate(sound, random, bytes);
				write(folder, "faces.csv", damaged);
				try {
					const faces = await loadFaces(path);
					expect(faces.images.length).to.equal(faces.rows.length * 9216);
					for (const label of labelsOf(faces))
						expect(Number.isNaN(label) || Math.abs(label) <= 143).to.equal(
							true,
						);
				} catch (error) {
					refused++;
					expect((error as Error).message).to.match(/^loadFaces: /);
					expect((error as Error).message).to.contain(path);
				}
			}
			expect(refused).to.be.greaterThan(150);
		})).timeout(25_000);

	it("is explained wherever a row is refused, and never where it is read", () => {
		const random = createRandom(12);
		const layout = readHeader(String(trainingHeader));
		if (typeof layout === "string") throw new Error(layout);
		const sound = Buffer.from(trainingText(1).split("\n")[1]);
		const store = {
			images: new Uint8Array(9216),
			labels: new Float32Array(30),
			imageIds: new Int32Array(1),
		};
		const bytes = [9, 32, 34, 44, 45, 46, 48, 57, 65, 101, 255];
		for (let i = 0; i < 1500; i++) {
			const damaged = mutate(sound, random, bytes, i % 2 ? 300 : undefined);
			if (damaged.includes(10)) continue;
			const ok = readRow(layout, damaged, 0, damaged.length, store, 0);
			const { problem } = explainRow(layout, damaged.toString());
			const isSound = problem === "invalid row";
			expect(isSound, `${damaged.subarray(0, 300)}: ${problem}`).to.equal(ok);
		}
	}).timeout(20_000);
});

/** Changes, adds or takes away a byte, or cuts a piece out. */
function mutate(
	sound: Buffer,
	random: ReturnType<typeof createRandom>,
	bytes: number[],
	below = sound.length,
): Buffer {
	const at = random.integer(below);
	const byte = Buffer.of(bytes[random.integer(bytes.length)]);
	const head = sound.subarray(0, at);
	switch (random.integer(4)) {
		case 0:
			return Buffer.concat([head, byte, sound.subarray(at + 1)]);
		case 1:
			return Buffer.concat([head, byte, sound.subarray(at)]);
		case 2:
			return Buffer.concat([head, sound.subarray(at + 1)]);
		default:
			return Buffer.concat([head, sound.subarray(at + random.integer(2000))]);
	}
}
