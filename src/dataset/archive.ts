import { basename } from "node:path";
import { crc32 } from "node:zlib";
import {
	type Entry,
	fromBufferPromise,
	openPromise,
	type ZipFile,
} from "yauzl";
import { type Bytes, gunzip, type Source } from "./bytes";

/** Whether bytes begin as a zip archive does. */
export function isZip(head: Uint8Array): boolean {
	return head[0] === 0x50 && head[1] === 0x4b && head[2] <= 7 && head[3] <= 8;
}

/**
 * Opens one file of a zip archive; an entry that is itself a zip or gzip file,
 * as in Kaggle's download of the whole competition, is unpacked too.
 *
 * @param caller the function to name in messages
 * @param inside path inside the archive; "" chooses by name
 * @throws where the archive is damaged or has no such file
 */
export async function openZipEntry(
	caller: string,
	archive: string,
	inside: string,
): Promise<Source> {
	const zip = await guard(caller, archive, () =>
		openPromise(archive, { lazyEntries: true, autoClose: false }),
	);
	return openEntry(caller, archive, zip, inside).catch((error) => {
		zip.close();
		throw error;
	});
}

async function openEntry(
	caller: string,
	archive: string,
	zip: ZipFile,
	inside: string,
): Promise<Source> {
	const entries: Entry[] = [];
	await guard(caller, archive, async () => {
		for await (const entry of zip.eachEntry())
			if (isDataFile(entry.fileName)) entries.push(entry);
	});
	const entry = chooseEntry(caller, archive, entries, inside);
	const name = `${archive}/${entry.fileName}`;
	if (/\.zip$/i.test(entry.fileName)) {
		const packed = await collect(readEntry(caller, name, zip, entry));
		zip.close();
		const inner = await guard(caller, name, () =>
			fromBufferPromise(packed, { lazyEntries: true }),
		);
		return { ...(await openEntry(caller, name, inner, "")), file: archive };
	}
	let done = 0;
	const packed = /\.gz$/i.test(entry.fileName);
	const bytes = readEntry(caller, name, zip, entry, (count) => {
		done += count;
	});
	return {
		name,
		file: archive,
		total: entry.uncompressedSize,
		size: packed ? undefined : entry.uncompressedSize,
		done: () => done,
		bytes: packed ? gunzip(caller, name, bytes) : bytes,
	};
}

function chooseEntry(
	caller: string,
	archive: string,
	entries: Entry[],
	inside: string,
): Entry {
	const exact = entries.find((entry) => entry.fileName === inside);
	if (exact) return exact;
	const named = (wanted: string) =>
		entries.filter((entry) => stem(entry.fileName) === stem(wanted));
	const found =
		inside !== ""
			? named(inside)
			: entries.length === 1
				? entries
				: [archive, "training"].map(named).find((some) => some.length > 0);
	if (found && found.length > 0) return found[0];
	const names = entries.map((entry) => `${archive}/${entry.fileName}`);
	const hint =
		names.length > 0
			? `one of ${names.join(", ")}: name it`
			: "one that holds a CSV file";
	throw new Error(
		`${caller}: missing file: ${inside || "a CSV file"} in the archive ${archive}; expected ${hint}`,
	);
}

async function* readEntry(
	caller: string,
	name: string,
	zip: ZipFile,
	entry: Entry,
	count: (bytes: number) => void = () => {},
): Bytes {
	let sum = 0;
	try {
		const stream = await guard(caller, name, () =>
			zip.openReadStreamPromise(entry),
		);
		try {
			for await (const chunk of stream as AsyncIterable<Buffer>) {
				// Node 20's early releases have no crc32: there only the size is checked.
				sum = crc32?.(chunk, sum) ?? entry.crc32;
				count(chunk.length);
				yield chunk;
			}
		} catch (error) {
			throw damaged(caller, name, error as Error);
		}
		if (sum !== entry.crc32)
			throw damaged(caller, name, new Error("wrong checksum"));
	} finally {
		zip.close();
	}
}

/** Whether an entry may be a table: no folder, and none of macOS's shadow files. */
function isDataFile(name: string): boolean {
	return (
		/\.(csv|zip|gz)$/i.test(name) &&
		!name.startsWith("__MACOSX/") &&
		!basename(name).startsWith(".")
	);
}

/** `folder/training.csv.gz` -> `training` */
function stem(path: string): string {
	return basename(path)
		.replace(/(\.csv|\.gz|\.zip)+$/i, "")
		.toLowerCase();
}

async function collect(bytes: Bytes): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of bytes) chunks.push(chunk);
	return Buffer.concat(chunks);
}

async function guard<T>(
	caller: string,
	name: string,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw damaged(caller, name, error as Error);
	}
}

function damaged(caller: string, name: string, error: Error): Error {
	return new Error(
		`${caller}: invalid zip archive: ${name} (${error.message}); expected a whole one; it is damaged or cut short: fetch it again`,
	);
}
