import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeAtomically } from "../base";
import { makePage } from "./pageFiles";

/** What was written. */
export interface BuiltApp {
	files: number;
	/** Bytes of all files, and what of them a browser fetches where the host compresses. */
	bytes: number;
	transfer: number;
}

/**
 * Writes the page of a run's model as files that any web server can host, in any
 * folder of a site. It works without a network after the first visit. Beside each
 * file that shrinks lies its brotli (`.br`), for hosts that take it.
 *
 * @param folder missing, empty, or one that this has written before
 * @throws where the folder holds something else, or the run has no usable checkpoint
 */
export async function buildApp(run: string, folder: string): Promise<BuiltApp> {
	checkFolder(folder);
	const { files } = await makePage(run, { offline: true });
	// The service worker comes last: it vouches for the others.
	const inOrder = [...files].sort(
		([a], [b]) => Number(a === "offline.js") - Number(b === "offline.js"),
	);
	const total: BuiltApp = { files: files.size, bytes: 0, transfer: 0 };
	for (const [path, { bytes, brotli }] of inOrder) {
		const target = join(folder, ...path.split("/"));
		await mkdir(dirname(target), { recursive: true });
		await writeAtomically(target, (file) => file.writeFile(bytes));
		if (brotli)
			await writeAtomically(`${target}.br`, (file) => file.writeFile(brotli));
		total.bytes += bytes.length;
		total.transfer += (brotli ?? bytes).length;
	}
	for (const name of await readdir(folder))
		if (
			/^chunk-.*\.js(\.br)?$/.test(name) &&
			!files.has(name.replace(/\.br$/, ""))
		)
			await rm(join(folder, name)); // of an earlier build
	return total;
}

function checkFolder(folder: string): void {
	if (!existsSync(folder)) return;
	const isFolder = statSync(folder).isDirectory();
	const isOurs =
		isFolder &&
		(readdirSync(folder).length === 0 ||
			existsSync(join(folder, "model", "about.json")));
	if (!isOurs)
		throw new Error(
			`buildApp: invalid folder: ${folder} ${isFolder ? "holds something else" : "is a file"}; expected a new or empty one, or that of an earlier build`,
		);
}
