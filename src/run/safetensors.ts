import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type * as tf from "@tensorflow/tfjs";
import { writeAtomically } from "../base";
import { fromFloat16, toFloat16 } from "./float16";

/** One tensor of a file. */
export interface StoredTensor {
	shape: number[];
	values: Float32Array;
}

/** What a file holds: tensors by name, and text. */
export interface TensorFile {
	tensors: Map<string, StoredTensor>;
	/** Without the checksum. */
	metadata: Record<string, string>;
	/** Whether the file has a checksum, which has then been found right. */
	isChecked: boolean;
}

/** How a number is stored, by the format's names: in four bytes or, nearly, in two. */
export type StoredType = keyof typeof BYTES;

const BYTES = { F32: 4, F16: 2 };

interface HeaderEntry {
	dtype: string;
	shape: number[];
	data_offsets: [number, number];
}

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000; // the format's own limit

/** The name in the metadata of the SHA-256 of the whole file, in which itself counts as zeros. */
const CHECKSUM = "sha256";
const ZEROS = "0".repeat(64);

/**
 * Writes tensors to a file in the safetensors format, which Python, Rust and
 * others read as well. The file appears under its name only when it is complete,
 * and holds a checksum of all its bytes.
 *
 * Source: https://huggingface.co/docs/safetensors (format)
 *
 * @param tensors float32 tensors by name; read, not disposed
 * @param metadata text by name
 * @param dtype F16 halves the file and rounds to eleven bits. Default F32
 */
export async function writeTensors(
	path: string,
	tensors: Record<string, tf.Tensor>,
	metadata: Record<string, string>,
	dtype: StoredType = "F32",
): Promise<void> {
	const header: Record<string, HeaderEntry | Record<string, string>> = {
		__metadata__: { [CHECKSUM]: ZEROS, ...metadata },
	};
	let end = 0;
	for (const [name, { shape, size }] of Object.entries(tensors)) {
		const start = end;
		end += size * BYTES[dtype];
		header[name] = { dtype, shape, data_offsets: [start, end] };
	}
	const json = Buffer.from(JSON.stringify(header));
	// The format asks for data at a multiple of 8 bytes; spaces fill the gap.
	const padding = Buffer.alloc((LENGTH_BYTES - (json.length % 8)) % 8, " ");
	const length = Buffer.alloc(LENGTH_BYTES);
	length.writeBigUInt64LE(BigInt(json.length + padding.length));
	const head = Buffer.concat([length, json, padding]);
	await writeAtomically(path, async (file) => {
		const hash = createHash("sha256").update(head);
		await file.write(head);
		for (const tensor of Object.values(tensors)) {
			const values = await tensor.data<"float32">();
			const stored =
				dtype === "F16" ? Uint16Array.from(values, toFloat16) : values;
			const { buffer, byteOffset, byteLength } = stored;
			if (!byteLength) continue;
			const bytes = new Uint8Array(buffer, byteOffset, byteLength);
			hash.update(bytes);
			await file.writeFile(bytes);
		}
		await file.write(hash.digest("hex"), head.indexOf(ZEROS));
	});
}

/**
 * Reads a file of the safetensors format with tensors of 32 or 16 bits a number.
 *
 * @throws where the file is missing, cut short, of another format, or not as its
 * checksum says; a file may have none
 */
export async function readTensors(path: string): Promise<TensorFile> {
	const file = await open(path);
	try {
		const { entries, head, ...text } = await readHead(file, path);
		const hash = createHash("sha256").update(withoutChecksum(head));
		const tensors = new Map<string, StoredTensor>();
		let end = 0;
		for (const [name, entry] of inOrder(entries)) {
			const { shape, data_offsets: range } = entry;
			const dtype = typeOf(entry, path);
			const count = (range[1] - range[0]) / BYTES[dtype];
			const size = shape.reduce((product, each) => product * each, 1);
			if (range[0] !== end || count !== size)
				throw invalid(path, `a wrong place or shape for ${name}`);
			end = range[1];
			const stored =
				dtype === "F16" ? new Uint16Array(count) : new Float32Array(count);
			await readExactly(file, stored, head.length + range[0], path);
			hash.update(new Uint8Array(stored.buffer));
			const values =
				stored instanceof Uint16Array
					? Float32Array.from(stored, fromFloat16)
					: stored;
			tensors.set(name, { shape, values });
		}
		const isChecked = text.checksum !== undefined;
		if (isChecked && text.checksum !== hash.digest("hex"))
			throw new Error(
				`readTensors: invalid checksum: ${path} is damaged: it is not as it was written; expected the same bytes: copy it again from where it came from, or train anew`,
			);
		return { tensors, metadata: text.metadata, isChecked };
	} finally {
		await file.close();
	}
}

/**
 * Reads the text of such a file alone; its checksum is not compared.
 *
 * @throws where the file is missing, cut short, or of another format
 */
export async function readMetadata(
	path: string,
): Promise<Omit<TensorFile, "tensors">> {
	const file = await open(path);
	try {
		const { metadata, checksum } = await readHead(file, path);
		return { metadata, isChecked: checksum !== undefined };
	} finally {
		await file.close();
	}
}

interface Head {
	entries: Record<string, HeaderEntry>;
	metadata: Record<string, string>;
	checksum?: string;
	/** Everything before the first number. */
	head: Buffer;
}

/** What a checksum is of: the head as it was before the checksum was known. */
function withoutChecksum(head: Buffer): Buffer {
	const name = head.indexOf(`"${CHECKSUM}":"`);
	const blank = Buffer.from(head);
	if (name >= 0) blank.write(ZEROS, name + CHECKSUM.length + 4);
	return blank;
}

function typeOf({ dtype }: HeaderEntry, path: string): StoredType {
	if (!Object.hasOwn(BYTES, dtype))
		throw invalid(path, `a tensor of type ${dtype}`);
	return dtype as StoredType;
}

type FileHandle = Awaited<ReturnType<typeof open>>;

async function readHead(file: FileHandle, path: string): Promise<Head> {
	const { size } = await file.stat();
	if (size < LENGTH_BYTES) throw invalid(path, `${size} bytes`);
	const length = Buffer.alloc(LENGTH_BYTES);
	await readExactly(file, length, 0, path);
	const bytes = Number(length.readBigUInt64LE());
	if (bytes > Math.min(size - LENGTH_BYTES, MAX_HEADER_BYTES))
		throw invalid(path, "a header longer than the file");
	const json = Buffer.alloc(bytes);
	await readExactly(file, json, LENGTH_BYTES, path);
	let header: Record<string, HeaderEntry>;
	try {
		header = JSON.parse(json.toString());
		if (!isRecord(header)) throw header;
		inOrder(header);
	} catch {
		throw invalid(path, "a header that is no JSON of tensors");
	}
	const { __metadata__, ...entries } = header;
	const expected = LENGTH_BYTES + bytes + dataBytes(entries);
	if (size !== expected)
		throw invalid(path, `${size} bytes where its header tells ${expected}`);
	const { [CHECKSUM]: checksum, ...metadata } = (__metadata__ ??
		{}) as unknown as Record<string, string>;
	const head = Buffer.concat([length, json]);
	return { entries, metadata, checksum, head };
}

function isRecord(value: unknown): value is object {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tensors in the order of their numbers in the file. */
function inOrder(header: Record<string, HeaderEntry>): [string, HeaderEntry][] {
	return Object.entries(header)
		.filter(([name]) => name !== "__metadata__")
		.map((entry) => ({ entry, start: entry[1].data_offsets[0] }))
		.sort((a, b) => a.start - b.start)
		.map(({ entry }) => entry);
}

function dataBytes(entries: Record<string, HeaderEntry>): number {
	return Math.max(0, ...Object.values(entries).map((e) => e.data_offsets[1]));
}

async function readExactly(
	file: FileHandle,
	target: ArrayBufferView,
	position: number,
	path: string,
): Promise<void> {
	let done = 0;
	while (done < target.byteLength) {
		const view = new Uint8Array(
			target.buffer,
			target.byteOffset + done,
			target.byteLength - done,
		);
		const { bytesRead } = await file.read(view, { position: position + done });
		if (bytesRead === 0) throw invalid(path, "a file that ends too early");
		done += bytesRead;
	}
}

function invalid(path: string, found: string): Error {
	return new Error(
		`readTensors: invalid file: ${path} has ${found}; expected a complete safetensors file of float32 or float16 tensors`,
	);
}
