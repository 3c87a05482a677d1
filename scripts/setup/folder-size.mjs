import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * What a folder's files hold, in whole megabytes; files may come and go meanwhile.
 *
 * @param {string} folder
 */
export async function folderMegabytes(folder) {
	let bytes = 0;
	const names = await readdir(folder, { recursive: true }).catch(() => []);
	for (const name of names) {
		const found = await stat(join(folder, name)).catch(() => undefined);
		if (found?.isFile()) bytes += found.size;
	}
	return Math.floor(bytes / 1e6);
}
