import { createReadStream } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { isZip, openZipEntry } from "./archive";
import { type Bytes, gunzip, isGzip, readPlain, type Source } from "./bytes";

/**
 * Opens a plain, gzip or zip file as a stream of unpacked bytes; which it is,
 * is seen by its first bytes, whatever its name. An archive of several files
 * is entered by path (`download.zip/training.csv`, which also finds a
 * `training.zip` inside it); else the CSV of the archive's own name is taken,
 * then `training.csv`.
 *
 * @param caller the function to name in messages
 * @throws where there is no such file, it is a folder, a pipe or a device, or an
 * archive holds no such entry; while reading, where the file is damaged
 */
export async function openSource(
	caller: string,
	path: string,
): Promise<Source> {
	const { file, inside } = await findFile(caller, path);
	const { head, size } = await peek(file);
	if (isZip(head)) return openZipEntry(caller, file, inside);
	if (inside !== "")
		throw new Error(
			`${caller}: missing file: ${path}; ${file} is a file, and no zip archive that could hold ${inside}`,
		);
	let done = 0;
	const count = (bytes: number) => {
		done += bytes;
	};
	const packed = isGzip(head);
	return {
		name: path,
		file: path,
		total: size,
		size: packed ? undefined : size,
		done: () => done,
		bytes: packed
			? gunzip(caller, path, counted(createReadStream(path), count))
			: counted(readPlain(path, { start: 0, end: size }), count),
		isPlain: !packed,
	};
}

async function* counted(
	bytes: Bytes,
	count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
	for await (const chunk of bytes) {
		count(chunk.length);
		yield chunk;
	}
}

async function peek(path: string): Promise<{ head: Uint8Array; size: number }> {
	const file = await open(path);
	try {
		const head = Buffer.alloc(4);
		await file.read(head, 0, 4, 0);
		return { head, size: (await file.stat()).size };
	} finally {
		await file.close();
	}
}

/** Splits `a/b.zip/c.csv` into the file there is and the path inside it. */
async function findFile(
	caller: string,
	path: string,
): Promise<{ file: string; inside: string }> {
	for (let file = path; ; file = dirname(file)) {
		const found = await stat(file).catch(() => undefined);
		if (found?.isDirectory() && file === path)
			throw new Error(
				`${caller}: invalid file: ${path} is a folder; expected a file${await suggest(path)}`,
			);
		// Opening a pipe that nobody writes to would wait forever.
		if (found && !found.isDirectory() && !found.isFile())
			throw new Error(
				`${caller}: invalid file: ${file} is a pipe, a socket or a device; expected a file on the disk: write it into one first`,
			);
		if (found?.isFile()) return { file, inside: relative(file, path) };
		if (found || dirname(file) === file)
			throw new Error(
				`${caller}: missing file: ${path}; expected a .csv, .gz or .zip file${await suggest(dirname(path))}`,
			);
	}
}

async function suggest(folder: string): Promise<string> {
	const names = await readdir(folder).catch(() => undefined);
	if (!names) return "";
	const fit = names.filter((name) =>
		[".csv", ".gz", ".zip"].includes(extname(name)),
	);
	return fit.length === 0
		? `, and ${basename(folder) || folder} holds none`
		: `, such as ${fit
				.slice(0, 5)
				.map((name) => join(folder, name))
				.join(", ")}`;
}
