import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Writes a file so that its name never stands for half of it: under a temporary
 * name beside it, renamed when complete, removed when writing fails.
 *
 * @throws where the file cannot be written, with its name and why
 */
export async function writeAtomically(
	path: string,
	write: (file: FileHandle) => Promise<void>,
): Promise<void> {
	const temporary = `${path}.${process.pid}.tmp`;
	let file: FileHandle | undefined;
	try {
		file = await open(temporary, "w");
		await write(file);
		await file.close();
		await rename(temporary, path);
	} catch (error) {
		await file?.close().catch(() => {});
		await rm(temporary, { force: true }).catch(() => {});
		const { code, message } = error as NodeJS.ErrnoException;
		const why = code === "ENOENT" ? "its folder is missing" : message;
		throw new Error(
			`writeAtomically: cannot write ${path}: ${why}; expected a folder that can be written to, on a disk with room`,
		);
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
