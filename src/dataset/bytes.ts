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
	/** Bytes of `total` read so far. */
	done(): number;
}

/** Bytes read at once. */
export const CHUNK_BYTES = 1 << 20;

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
