import { type FileHandle, open, rename, rm } from "node:fs/promises";

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
