import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import {
	type FileHandle,
	mkdir,
	open,
	readdir,
	rename,
	rm,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ensureFolder } from "./output";

/**
 * Makes a folder that is there when all of it is written: it is filled beside
 * its place, under a name of its own, and goes where the work fails, or the
 * process ends.
 *
 * @param fill writes the files into the folder that it is given
 * @param replace whether a folder that has the name already goes; else it is an error
 * @returns what `fill` gives
 */
export async function makeFolder<T>(
	folder: string,
	fill: (partial: string) => Promise<T>,
	replace = false,
): Promise<T> {
	const target = resolve(folder);
	await removeLeftovers(target);
	const partial = partialFolder(target);
	// Ctrl-C ends the process where it stands.
	const clear = () => rmSync(partial, { recursive: true, force: true });
	process.once("exit", clear);
	try {
		await ensureFolder("makeFolder", dirname(target));
		await mkdir(partial);
		const made = await fill(partial);
		await (replace ? replaceFolder : rename)(partial, target);
		return made;
	} finally {
		process.off("exit", clear);
		await rm(partial, { recursive: true, force: true });
	}
}

/** A file that is written in pieces. */
export interface TextFile {
	write(text: string): Promise<void>;
}

/** Opens new files for writing in pieces of a megabyte, and closes them whatever happens. */
export async function withFiles(
	folder: string,
	names: string[],
	work: (...files: TextFile[]) => Promise<void>,
): Promise<void> {
	const handles: FileHandle[] = [];
	try {
		for (const name of names)
			handles.push(await open(join(folder, name), "wx"));
		const waiting = handles.map(() => "");
		const flush = async (i: number) => {
			const text = waiting[i];
			waiting[i] = "";
			await handles[i].writeFile(text);
		};
		await work(
			...handles.map((_, i) => ({
				async write(text: string) {
					waiting[i] += text;
					if (waiting[i].length > 1 << 20) await flush(i);
				},
			})),
		);
		for (const i of handles.keys()) await flush(i);
	} finally {
		for (const handle of handles) await handle.close();
	}
}

/** Removes what a process that was killed has left half written. */
async function removeLeftovers(target: string): Promise<void> {
	const parent = dirname(target);
	for (const name of await readdir(parent).catch(() => [] as string[])) {
		if (!name.startsWith(`.${basename(target)}-`)) continue;
		const pid = /-(\d+)-[-0-9a-f]{36}\.partial(-old)?$/.exec(name)?.[1];
		if (pid !== undefined && !isRunning(Number(pid)))
			await rm(join(parent, name), { recursive: true, force: true });
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/** Gives a finished folder its name; one that has the name already goes. */
async function replaceFolder(from: string, to: string): Promise<void> {
	const old = `${from}-old`;
	const isMissing = (error: NodeJS.ErrnoException) => {
		if (error.code !== "ENOENT") throw error;
	};
	await rename(to, old).catch(isMissing);
	await rename(from, to);
	await rm(old, { recursive: true, force: true });
}

/** A folder beside the target, in which it is made. */
function partialFolder(target: string): string {
	return join(
		dirname(target),
		`.${basename(target)}-${process.pid}-${randomUUID()}.partial`,
	);
}
