import { closeSync, openSync, rmSync } from "node:fs";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { explainDisk } from "./output";

/** Temporary files that this process writes: an end by Ctrl-C removes them. */
const underWay = new Set<string>();
let count = 0;

/**
 * Writes a file so that its name never stands for half of it: under a temporary
 * name beside it, renamed when all of it is on the disk, removed when writing fails
 * or the process is ended.
 *
 * @param check looks at the complete file under its temporary name; where it
 *   throws, the file does not get its name
 * @throws where the file cannot be written, with its name and why
 */
export async function writeAtomically(
	path: string,
	write: (file: FileHandle) => Promise<void>,
	check?: (temporary: string) => Promise<void>,
): Promise<void> {
	const temporary = `${path}.${process.pid}-${++count}.tmp`;
	let file: FileHandle | undefined;
	if (underWay.size === 0) process.once("exit", removeUnderWay);
	underWay.add(temporary);
	try {
		// At once: what a thread is about to make, an end by Ctrl-C cannot remove.
		closeSync(openSync(temporary, "wx"));
		file = await open(temporary, "r+");
		await write(file);
		// A name that outlives a power cut must not outlive its content.
		await file.sync();
		await file.close();
		await check?.(temporary);
		await rename(temporary, path);
		await syncFolder(dirname(path));
	} catch (error) {
		await file?.close().catch(() => {});
		await rm(temporary, { force: true }).catch(() => {});
		if (!(error as NodeJS.ErrnoException).code) throw error;
		throw new Error(
			`writeAtomically: cannot write ${path}: ${explainDisk(error)}`,
		);
	} finally {
		underWay.delete(temporary);
		if (underWay.size === 0) process.off("exit", removeUnderWay);
	}
}

/** Writes text to a file as {@link writeAtomically} does. */
export function writeTextAtomically(path: string, text: string): Promise<void> {
	return writeAtomically(path, (file) => file.writeFile(text));
}

/**
 * Removes what {@link writeAtomically} left of some files when its process was
 * killed, and nothing else. Only for files that no other process writes.
 *
 * @param names of the files that it was writing in the folder
 */
export async function removeTemporaries(
	folder: string,
	names: readonly string[],
): Promise<void> {
	for (const name of await readdir(folder)) {
		const file = /^(.*)\.\d+(-\d+)?\.tmp$/.exec(name)?.[1];
		if (file !== undefined && names.includes(basename(file)))
			await rm(join(folder, name));
	}
}

function removeUnderWay(): void {
	for (const temporary of underWay) rmSync(temporary, { force: true });
}

/** Has a rename reach the disk; not every system lets a folder be opened for it. */
async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, "r").catch(() => undefined);
	await handle?.sync().catch(() => {});
	await handle?.close();
}
