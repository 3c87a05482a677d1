import { createHash } from "node:crypto";
import {
	createReadStream,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
} from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { toolFailure } from "./failures.mjs";
import { folderMegabytes } from "./folder-size.mjs";
import { folders, npmCommand } from "./paths.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";
import { runTool } from "./tool.mjs";

/**
 * What is taken out of an npm package that not everybody needs, and that is
 * therefore none of package.json.
 *
 * @typedef {{ package: string, version: string, integrity: string,
 *   megabytes: number, folder: string,
 *   take(unpacked: string, into: string): Promise<void> }} NpmLibrary
 *   `integrity` as in a lockfile; `megabytes` to fetch
 */

/** @param {{ folder: string }} library */
const stampOf = ({ folder }) => join(folder, "npm.json");
/** @param {NpmLibrary} library */
const nameOf = (library) => `${library.package} ${library.version}`;

/** @param {NpmLibrary} library */
export const isInstalled = (library) =>
	readStamp(stampOf(library))?.package === nameOf(library);

/**
 * Fetches a package by npm, whose registry, proxy and certificates hold, checks
 * it, and puts what is taken of it in place in one act.
 *
 * @param {NpmLibrary} library
 * @param {(note: string) => void} progress
 */
export async function install(library, progress) {
	mkdirSync(folders.temp, { recursive: true });
	const temp = await mkdtemp(
		join(folders.temp, `${library.package.split("/").at(-1)}-`),
	);
	const timer = setInterval(async () => {
		const done = await folderMegabytes(temp);
		progress(
			`${Math.min(done, library.megabytes)} of ${library.megabytes} MB fetched`,
		);
	}, 500);
	try {
		const archive = await fetchArchive(library, temp);
		await unpack(archive, temp);
		const made = join(temp, "made");
		mkdirSync(made);
		await library.take(join(temp, "package"), made);
		writeStamp(stampOf({ folder: made }), { package: nameOf(library) });
		rmSync(library.folder, { recursive: true, force: true });
		renameSync(made, library.folder);
	} finally {
		clearInterval(timer);
		rmSync(temp, { recursive: true, force: true });
	}
}

/**
 * @param {NpmLibrary} library
 * @param {string} temp
 * @returns {Promise<string>} the archive
 */
async function fetchArchive({ package: name, version, integrity }, temp) {
	const result = await runTool([
		...[...npmCommand(), "pack", `${name}@${version}`],
		...["--pack-destination", temp, "--loglevel=error"],
		`--cache=${join(temp, "npm")}`,
	]);
	const what = `the download of ${name}`;
	if (result.code !== 0) throw toolFailure(what, result);
	const file = readdirSync(temp).find((each) => each.endsWith(".tgz"));
	if (!file) throw toolFailure(what, result);
	const sum = createHash("sha512");
	await pipeline(createReadStream(join(temp, file)), sum);
	const found = `sha512-${sum.digest("base64")}`;
	if (found !== integrity)
		throw new Error(
			`${what} failed: ${name} ${version} has the checksum ${found}; expected ${integrity}: the registry gives another file than the one this project was tested with`,
		);
	return join(temp, file);
}

/**
 * Unpacks an archive of the system's `tar` into a folder.
 *
 * @param {string} archive
 * @param {string} into
 */
export async function unpack(archive, into) {
	const result = await runTool(["tar", "-xf", archive, "-C", into]);
	if (result.code !== 0)
		throw toolFailure(`the unpacking of ${archive}`, result);
}
