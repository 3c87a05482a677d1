import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { COORDINATE_NAMES, IMAGE_PIXELS } from "../../src/face";

/** Works in a folder of its own, which goes afterwards. */
export async function inFolder(
	work: (folder: string) => unknown,
): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "keypoints-dataset-"));
	try {
		await work(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Pixels of a face that no other number of faces has: 0 to 255 in some order. */
export function pixelsOf(face: number): number[] {
	return Array.from(
		{ length: IMAGE_PIXELS },
		(_, i) => (i * 7 + face * 31 + (i >> 8)) % 256,
	);
}

/** Where the points of a face lie, x and y of each. */
const FACE = [
	...[63.5, 37.5, 33, 38, 57.5, 38, 69.5, 37.5, 39, 38.5, 27, 38, 57, 27.5],
	...[
		75.5, 29.5, 39, 28, 20, 30, 49, 56, 61.5, 72, 36.5, 72, 49, 68, 49.5, 78.5,
	],
];

/** The labels of a face: those of the next lie half a pixel farther to the right and down. */
export function trainingLabels(face: number): number[] {
	return FACE.map((at) => at + face / 2);
}

export const trainingHeader = [...COORDINATE_NAMES, "Image"];

/** The cells of a training row. */
export function trainingCells(face: number): string[] {
	return [...trainingLabels(face).map(String), pixelsOf(face).join(" ")];
}

/** A training file of so many faces, with LF and a last newline. */
export function trainingText(faces: number): string {
	const rows = Array.from({ length: faces }, (_, i) => trainingCells(i));
	return [trainingHeader, ...rows].map((row) => `${row.join(",")}\n`).join("");
}

/** A test file with the ids 1, 2, ... */
export function testText(faces: number): string {
	const rows = Array.from(
		{ length: faces },
		(_, i) => `${i + 1},${pixelsOf(i).join(" ")}\n`,
	);
	return `ImageId,Image\n${rows.join("")}`;
}

/** Writes a file and gives its path. */
export function write(
	folder: string,
	name: string,
	content: string | Uint8Array,
): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

/** A zip archive of some files, packed. */
export function zip(files: Record<string, string | Uint8Array>): Buffer {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const data = Buffer.from(content);
		const packed = deflateRawSync(data);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0); // version needed
		common.writeUInt16LE(8, 4); // deflate
		common.writeUInt32LE(crc32(data), 10);
		common.writeUInt32LE(packed.length, 14);
		common.writeUInt32LE(data.length, 18);
		common.writeUInt16LE(Buffer.byteLength(name), 22);
		parts.push(Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(offset, 10);
		directory.push(
			Buffer.from("PK\x01\x02\x14\0"),
			common,
			rest,
			Buffer.from(name),
		);
		offset += 30 + Buffer.byteLength(name) + packed.length;
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(18);
	end.writeUInt16LE(Object.keys(files).length, 4);
	end.writeUInt16LE(Object.keys(files).length, 6);
	end.writeUInt32LE(central.length, 8);
	end.writeUInt32LE(offset, 12);
	return Buffer.concat([...parts, central, Buffer.from("PK\x05\x06"), end]);
}

/** The message of the error that work throws; fails where it throws none. */
export async function messageOf(work: () => unknown): Promise<string> {
	try {
		await work();
	} catch (error) {
		if (error instanceof Error) return error.message;
		throw new Error(`threw ${error}, which is no Error`);
	}
	throw new Error("expected an error, and there was none");
}

/** What work gives, and what it says on standard error meanwhile. */
export async function hear<T>(
	work: () => Promise<T>,
): Promise<[value: T, said: string]> {
	const { write: original } = process.stderr;
	let said = "";
	process.stderr.write = ((text: string) => {
		said += text;
		return true;
	}) as typeof original;
	try {
		const value = await work();
		return [value, said];
	} finally {
		process.stderr.write = original;
	}
}
