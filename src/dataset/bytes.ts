import { open } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** A file's bytes, unpacked, in order. A chunk is valid until the next is asked for. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A file to read once from its beginning. */
export interface Source {
	/** What to call it in messages; an entry of an archive is `archive.zip/entry.csv`. */
	name: string;
	/** The file on disk: the archive of an entry. */
	file: string;
	bytes: Bytes;
	/** Bytes to read in all, packed where the file is packed: for progress. */
	total: number;
	/** Unpacked size in bytes, where it is known beforehand. */
	size?: number;
	/** Whether it is a file as it lies on the disk, so that any part can be read by itself. */
	isPlain?: boolean;
	/** Bytes of `total` read so far. */
	done(): number;
}

/** A part of a file. */
export interface Range {
	start: number;
	/** The first byte that is not in it. */
	end: number;
}

/** Bytes read at once. */
const CHUNK_BYTES = 1 << 20;

/** Whether bytes begin as a gzip file does. */
export function isGzip(head: Uint8Array): boolean {
	return head[0] === 0x1f && head[1] === 0x8b;
}

/** Unpacks gzip, and says which file it was where that fails. */
export async function* gunzip(
	caller: string,
	name: string,
	packed: Bytes,
): Bytes {
	const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
	pipeline(Readable.from(packed), unpacked, () => {});
	try {
		yield* unpacked;
	} catch (error) {
		throw new Error(
			`${caller}: invalid gzip file: ${name} (${(error as Error).message}); expected a whole one; it is damaged or cut short: fetch it again`,
		);
	}
}

/** Reads a part of a file, ahead into one of two buffers while the other is worked on. */
export async function* readPlain(
	path: string,
	{ start, end }: Range,
): AsyncGenerator<Uint8Array> {
	const file = await open(path);
	const buffers = [Buffer.alloc(CHUNK_BYTES), Buffer.alloc(CHUNK_BYTES)];
	let next = start;
	const read = () => {
		const length = Math.min(CHUNK_BYTES, end - next);
		const position = next;
		next += length;
		return file.read(buffers[0], 0, length, position);
	};
	let reading = read();
	try {
		for (;;) {
			const { bytesRead } = await reading;
			if (bytesRead === 0) return;
			const chunk = buffers[0].subarray(0, bytesRead);
			buffers.reverse();
			reading = read();
			yield chunk;
		}
	} finally {
		await reading.catch(() => {});
		await file.close();
	}
}
