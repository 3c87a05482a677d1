import { open } from "node:fs/promises";
import type * as tf from "@tensorflow/tfjs";
import { writeAtomically } from "./files";
import { fromFloat16, toFloat16 } from "./float16";

/** One tensor of a file. */
export interface StoredTensor {
	shape: number[];
	values: Float32Array;
}

/** What a file holds: tensors by name, and text. */
export interface TensorFile {
	tensors: Map<string, StoredTensor>;
	metadata: Record<string, string>;
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

/**
 * Writes tensors to a file in the safetensors format, which Python, Rust and
 * others read as well. The file appears under its name only when it is complete.
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
		__metadata__: metadata,
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
	await writeAtomically(path, async (file) => {
		await file.write(Buffer.concat([length, json, padding]));
		for (const tensor of Object.values(tensors)) {
			const values = await tensor.data<"float32">();
			const stored =
				dtype === "F16" ? Uint16Array.from(values, toFloat16) : values;
			const { buffer, byteOffset, byteLength } = stored;
			if (byteLength)
				await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
		}
	});
}

/**
 * Reads a file of the safetensors format with tensors of 32 or 16 bits a number.
 *
 * @throws where the file is missing, cut short, or of another format
 */
export async function readTensors(path: string): Promise<TensorFile> {
	const file = await open(path);
	try {
		const { size } = await file.stat();
		const header = await readHeader(file, size, path);
		const { __metadata__: metadata = {}, ...entries } = header;
		const start = size - dataBytes(entries as Record<string, HeaderEntry>);
		const tensors = new Map<string, StoredTensor>();
		for (const [name, entry] of Object.entries(entries)) {
			const { dtype, shape, data_offsets: range } = entry as HeaderEntry;
			if (!Object.hasOwn(BYTES, dtype))
				throw invalid(path, `a tensor of type ${dtype}`);
			const size = (range[1] - range[0]) / BYTES[dtype as StoredType];
			const stored =
				dtype === "F16" ? new Uint16Array(size) : new Float32Array(size);
			await readExactly(file, stored, start + range[0], path);
			const values =
				stored instanceof Uint16Array
					? Float32Array.from(stored, fromFloat16)
					: stored;
			tensors.set(name, { shape, values });
		}
		return { tensors, metadata: metadata as Record<string, string> };
	} finally {
		await file.close();
	}
}

type FileHandle = Awaited<ReturnType<typeof open>>;

async function readHeader(
	file: FileHandle,
	size: number,
	path: string,
): Promise<Record<string, unknown>> {
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
	} catch {
		throw invalid(path, "a header that is no JSON");
	}
	const { __metadata__, ...entries } = header;
	const expected = LENGTH_BYTES + bytes + dataBytes(entries);
	if (size !== expected)
		throw invalid(path, `${size} bytes where its header tells ${expected}`);
	return header;
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
