import {
	closeSync,
	lstatSync,
	openSync,
	rmSync,
	type Stats,
	statSync,
} from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** What keeps an output from destroying something. */
export interface OutputOptions {
	/** Files that the work reads: none of them is ever written over. Default none. */
	inputs?: readonly string[];
	/** Whether what is there may be replaced. Default false. */
	overwrite?: boolean;
}

/**
 * Says before long work whether its file can be written.
 *
 * @param caller the function to name in messages
 * @throws where the file is an input (under whatever name), is there and may not
 * be replaced, is a folder or a device, or its folder cannot be written to
 */
export function checkOutput(
	caller: string,
	path: string,
	options: OutputOptions = {},
): void {
	const { inputs = [], overwrite = false } = options;
	const invalid = (what: string) =>
		new Error(`${caller}: invalid output: ${path} ${what}`);
	if (/[/\\]$/.test(path))
		throw invalid("names a folder; expected the name of a file");
	const there = statOf(path);
	if (there?.isDirectory())
		throw invalid("is a folder; expected the name of a file in it");
	if ((there && !there.isFile()) || DEVICE.test(resolve(path)))
		throw invalid("is a device or a pipe; expected the name of a file");
	const input = inputs.find((file) => isSameFile(file, path));
	if (input !== undefined)
		throw invalid(
			`is ${input}, which is read here and would be lost; expected another name`,
		);
	if (isThere(path) && !overwrite)
		throw invalid(
			"is there already; expected another name, or --overwrite to replace it (in a library call `overwrite: true`)",
		);
	checkWritable(caller, dirname(path));
}

/** Also where a shell has put a file behind it: the name would be replaced, and not the file. */
const DEVICE = /^\/dev\/(?:[^/]+|fd\/.*)$/;

/**
 * Makes a folder with those that it lies in, where they are missing, and says
 * whether files can be made in it.
 *
 * @throws where a file is in the way, or the disk does not let it
 */
export async function ensureFolder(
	caller: string,
	folder: string,
): Promise<void> {
	const missing: string[] = [];
	for (let at = resolve(folder); ; at = dirname(at)) {
		const found = await stat(at).catch((error) => {
			if (["ENOENT", "ENOTDIR"].includes(error.code)) return undefined;
			throw unusable(caller, folder, explainDisk(error));
		});
		if (found?.isDirectory()) break;
		if (found || isThere(at))
			throw unusable(
				caller,
				folder,
				`${at} is ${found ? "a file" : "a link to nothing"}; expected a folder, or a name for a new one`,
			);
		missing.unshift(at);
	}
	// One by one: asked for all of them, Node tries for ever below /proc.
	for (const each of missing)
		await mkdir(each).catch((error) => {
			if (error.code !== "EEXIST")
				throw unusable(
					caller,
					folder,
					error.code === "ENOENT"
						? `${dirname(each)} takes no folders; expected a folder on a disk`
						: explainDisk(error),
				);
		});
	checkWritable(caller, folder);
}

/** Whether two names stand for one file or folder: by links of either kind, in other letters, by another way. */
export function isSameFile(one: string, other: string): boolean {
	const [a, b] = [statOf(one), statOf(other)];
	return a !== undefined && a.dev === b?.dev && a.ino === b?.ino;
}

/** Whether something has this name, be it a link to nothing. */
export function isThere(path: string): boolean {
	try {
		lstatSync(path);
		return true;
	} catch {
		return false;
	}
}

/** What the disk refused, in words, and what to do. */
export function explainDisk(error: unknown): string {
	const { code = "", message } = error as NodeJS.ErrnoException;
	const known = DISK[code];
	return known ?? `${message}; expected a disk that can be written to`;
}

const NOT_ALLOWED =
	"you may not write there; expected a folder of your own, or to be given the right";
const DISK: Record<string, string> = {
	ENOENT: "its folder is missing; expected one that is there: make it first",
	ENOTDIR: "a file is where its folder should be; expected another name",
	EISDIR: "a folder has that name; expected another name",
	EACCES: NOT_ALLOWED,
	EPERM: NOT_ALLOWED,
	EROFS: "the disk is read-only; expected a folder on another one",
	ENOSPC:
		"the disk is full; expected room: delete something, or choose another disk",
	EDQUOT: "your share of the disk is used up; expected room: delete something",
	ENAMETOOLONG: "the name is too long; expected a shorter one",
};

function statOf(path: string): Stats | undefined {
	try {
		return statSync(path);
	} catch {
		return undefined;
	}
}

function unusable(caller: string, folder: string, why: string): Error {
	return new Error(`${caller}: invalid folder: ${folder}: ${why}`);
}

let probes = 0;

/**
 * Makes a file in a folder and removes it, at once, so that nothing comes between:
 * no other question is answered truly by every disk.
 */
function checkWritable(caller: string, folder: string): void {
	const probe = resolve(folder, `.${process.pid}-${++probes}.tmp`);
	try {
		closeSync(openSync(probe, "wx"));
		rmSync(probe);
	} catch (error) {
		const isMissing = !statOf(folder);
		throw unusable(
			caller,
			folder,
			(error as NodeJS.ErrnoException).code === "ENOENT" && !isMissing
				? "it takes no files; expected a folder on a disk"
				: isMissing
					? "there is no such folder; expected one that is there: make it first"
					: explainDisk(error),
		);
	}
}
