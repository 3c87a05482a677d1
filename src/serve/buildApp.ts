import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeFolder, writeAtomically } from "../base";
import { makePage, type PageFile } from "./pageFiles";

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
 * file that shrinks lies its brotli (`.br`), for hosts that take it. A new folder
 * appears when all of it is written; into an earlier build, what is new goes file
 * by file, and what else lies there stays.
 *
 * @param folder missing, empty, or, with `overwrite`, one that this has written before
 * @param options.overwrite whether an earlier build is replaced. Default false
 * @throws where the folder holds something else, or the run has no usable checkpoint
 */
export async function buildApp(
	run: string,
	folder: string,
	options: { overwrite?: boolean } = {},
): Promise<BuiltApp> {
	const isRebuild = holdsEarlierBuild(folder, options.overwrite ?? false);
	const { files } = await makePage(run, { offline: true });
	const fill = (into: string) => writeFiles(files, into);
	return isRebuild ? fill(folder) : makeFolder(folder, fill, true);
}

async function writeFiles(
	files: ReadonlyMap<string, PageFile>,
	folder: string,
): Promise<BuiltApp> {
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

/** @throws where the folder holds what may not be replaced */
function holdsEarlierBuild(folder: string, overwrite: boolean): boolean {
	if (!existsSync(folder)) return false;
	const isFolder = statSync(folder).isDirectory();
	if (isFolder && readdirSync(folder).length === 0) return false;
	const isEarlier = existsSync(join(folder, "model", "about.json"));
	if (isEarlier && overwrite) return true;
	const [is, expected] = !isFolder
		? ["is a file", "a new or empty folder"]
		: isEarlier
			? [
					"holds an earlier build",
					"a new or empty folder, or --overwrite to replace it (in a library call `overwrite: true`)",
				]
			: ["holds something else", "a new or empty folder"];
	throw new Error(
		`buildApp: invalid folder: ${folder} ${is}; expected ${expected}`,
	);
}
