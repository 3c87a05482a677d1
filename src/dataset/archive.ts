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

/** An archive in an archive is held in memory, and has at most so many bytes. */
const LARGEST_INNER_BYTES = 256 * 2 ** 20;

/**
 * Opens one file of a zip archive; an entry that is itself a zip or gzip file,
 * as in Kaggle's download of the whole competition, is unpacked too.
 *
 * @param caller the function to name in messages
 * @param inside path inside the archive; "" chooses by name
 * @throws where the archive is damaged, or has no such file or several; where an
 * archive in it is larger than 256 MiB or holds a third one
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
	isInner = false,
): Promise<Source> {
	const all: Entry[] = [];
	await guard(caller, archive, async () => {
		for await (const entry of zip.eachEntry()) all.push(entry);
	});
	if (all.some(({ fileName }) => fileName === "xl/workbook.xml"))
		throw new Error(
			`${caller}: invalid file: ${archive} is a workbook of Excel; expected a CSV file: Excel cuts an image short, so take the file that it was made from`,
		);
	const entries = all.filter(({ fileName }) => isDataFile(fileName));
	const entry = chooseEntry(caller, archive, entries, inside);
	const name = `${archive}/${entry.fileName}`;
	if (/\.zip$/i.test(entry.fileName)) {
		if (isInner)
			throw new Error(
				`${caller}: invalid zip archive: ${name} is an archive in an archive in an archive; expected one in another at most: unpack it first`,
			);
		const packed = await collect(
			caller,
			name,
			readEntry(caller, name, zip, entry),
		);
		zip.close();
		const inner = await guard(caller, name, () =>
			fromBufferPromise(packed, { lazyEntries: true }),
		);
		const source = await openEntry(caller, name, inner, "", true);
		return { ...source, file: archive };
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
	const exact = entries.filter((entry) => entry.fileName === inside);
	const named = (wanted: string) =>
		entries.filter((entry) => stem(entry.fileName) === stem(wanted));
	const candidates =
		inside !== ""
			? [exact, named(inside)]
			: [
					entries.length === 1 ? entries : [],
					named(archive),
					named("training"),
				];
	const found = candidates.find((some) => some.length > 0);
	if (found?.length === 1) return found[0];
	if (found)
		throw new Error(
			`${caller}: invalid archive: ${archive} holds ${found.length} files that may be meant: ${found.map(({ fileName }) => fileName).join(", ")}; expected one: name it, as in ${archive}/${found[0].fileName}, or take the others out`,
		);
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

async function collect(
	caller: string,
	name: string,
	bytes: Bytes,
): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of bytes) {
		length += chunk.length;
		if (length > LARGEST_INNER_BYTES)
			throw new Error(
				`${caller}: invalid zip archive: ${name} is larger than ${LARGEST_INNER_BYTES / 2 ** 20} MiB inside another archive; expected less: unpack the outer one first`,
			);
		chunks.push(chunk);
	}
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
