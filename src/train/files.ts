import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes a file so that its name never stands for half of it: under a temporary
 * name beside it, renamed when complete, removed when writing fails.
 */
export async function writeAtomically(
	path: string,
	write: (file: FileHandle) => Promise<void>,
): Promise<void> {
	const temporary = `${path}.${process.pid}.tmp`;
	const file = await open(temporary, "w");
	try {
		await write(file);
		await file.close();
		await rename(temporary, path);
	} catch (error) {
		await file.close().catch(() => {});
		await rm(temporary, { force: true });
		throw error;
	}
}

/** Writes text to a file as {@link writeAtomically} does. */
export function writeTextAtomically(path: string, text: string): Promise<void> {
	return writeAtomically(path, (file) => file.writeFile(text));
}

/**
 * Removes what {@link writeAtomically} left in a folder when its process was
 * killed. Only for a folder that no other process writes to.
 */
export async function removeTemporaries(folder: string): Promise<void> {
	for (const name of await readdir(folder))
		if (/\.\d+\.tmp$/.test(name)) await rm(join(folder, name));
}
