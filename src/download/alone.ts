import { closeSync, openSync, rmSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { ensureFolder, tryLock } from "../base";

/**
 * Fetches a file, in a folder of unfinished ones, that no other process and no
 * other call fetches meanwhile: two would write into the same part of it.
 *
 * @param path of the unfinished file; its folder is made, and goes when it is empty
 * @param caller the function to name in messages
 * @throws where another download has the file under way, or the disk does not do
 */
export async function fetchAlone<T>(
	caller: string,
	path: string,
	work: () => Promise<T>,
): Promise<T> {
	const folder = dirname(path);
	const file = `${path}.lock`;
	await ensureFolder(caller, folder);
	const descriptor = openSync(file, "a");
	try {
		if (!tryLock(descriptor))
			throw new Error(
				`${caller}: ${path} is in use: another download writes it; wait until that has ended, and run this again`,
			);
		try {
			return await work();
		} finally {
			// While it is locked: later it could be another's.
			rmSync(file, { force: true });
		}
	} finally {
		closeSync(descriptor);
		// It stays where it has a part to go on from.
		await rmdir(folder).catch(() => {});
	}
}
