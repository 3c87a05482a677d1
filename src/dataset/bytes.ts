import { once } from "node:events";
import { open } from "node:fs/promises";
import { createGunzip, type Gunzip } from "node:zlib";

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

/**
 * Unpacks gzip, all its members one after the other, and says which file it was
 * where that fails. Zeros at the end are padding (as `gzip` has it); anything else
 * there is an error.
 */
export async function* gunzip(
	caller: string,
	name: string,
	packed: Bytes,
): Bytes {
	const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
	unpacked.on("error", () => {}); // its reader is told
	const fed = feed(packed, unpacked);
	fed.catch((error) => unpacked.destroy(error));
	try {
		yield* unpacked.iterator({ destroyOnReturn: false });
		await fed;
	} catch (error) {
		const { message, code } = error as NodeJS.ErrnoException;
		if (!code?.startsWith("Z_") && code !== BEHIND_THE_END) throw error;
		throw new Error(
			`${caller}: invalid gzip file: ${name} (${message}); expected a whole one; it is damaged or cut short: fetch it again`,
		);
	} finally {
		unpacked.destroy();
	}
}

const BEHIND_THE_END = "BEHIND_THE_END";

/** Writes it all, and looks at what is left when the last member has ended. */
async function feed(packed: Bytes, unpacked: Gunzip): Promise<void> {
	const over = Promise.race([once(unpacked, "end"), once(unpacked, "close")]);
	over.catch(() => {});
	let given = 0;
	for await (const chunk of packed) {
		const ended = unpacked.readableEnded;
		if (!ended) {
			// The chunk's memory is used again before a stream is done with it.
			const written = new Promise<void>((resolve) => {
				unpacked.write(Uint8Array.from(chunk), () => resolve());
			});
			await Promise.race([written, over]);
		}
		if (unpacked.destroyed && !unpacked.readableEnded) return; // nobody reads on
		given += chunk.length;
		const left = Math.min(chunk.length, given - unpacked.bytesWritten);
		if (chunk.subarray(chunk.length - left).some((byte) => byte !== 0))
			throw Object.assign(
				new Error("something follows the zeros behind its end"),
				{ code: BEHIND_THE_END },
			);
	}
	unpacked.end();
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
