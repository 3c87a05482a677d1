import {
	closeSync,
	fstatSync,
	ftruncateSync,
	openSync,
	readFileSync,
	rmSync,
	statSync,
	writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { explainDisk, tryLock } from "../base";

/** Who trains into a folder: what the lock's file says, for people and other machines. */
interface Owner {
	host: string;
	pid: number;
	since: string;
}

/**
 * Keeps other processes, and other calls in this one, from training into a folder.
 * The system holds the lock, so that of a process which has ended is free. What
 * another machine holds on a shared disk is not always known here: there the file
 * itself counts, until somebody deletes it.
 *
 * @returns what releases the folder
 * @throws where somebody else is training into it, or it cannot be written to
 */
export function lockRun(folder: string): () => void {
	const file = join(folder, "training.lock");
	for (;;) {
		const descriptor = open(file, folder);
		try {
			if (!tryLock(descriptor)) throw inUse(folder, ownerOf(file));
			// Whoever had it may have removed the file meanwhile: then it locks nothing.
			if (!isAt(descriptor, file)) {
				closeSync(descriptor);
				continue;
			}
			const before = ownerOf(file);
			if (before && before.host !== hostname())
				throw new Error(
					`lockRun: ${folder} is in use: process ${before.pid} of the machine ${before.host} is training into it since ${before.since}; wait for it, or train into another folder. If it has ended without its end, as by a power cut, delete ${file}`,
				);
			const owner: Owner = {
				host: hostname(),
				pid: process.pid,
				since: new Date().toISOString(),
			};
			ftruncateSync(descriptor);
			writeSync(descriptor, JSON.stringify(owner), 0);
			return release(descriptor, file);
		} catch (error) {
			closeSync(descriptor);
			throw error;
		}
	}
}

function open(file: string, folder: string): number {
	try {
		// Neither emptied nor refused where it is there.
		return openSync(file, "a+");
	} catch (error) {
		throw new Error(
			`lockRun: cannot write to ${folder}: ${explainDisk(error)}`,
		);
	}
}

function release(descriptor: number, file: string): () => void {
	const end = () => {
		process.off("exit", end);
		// While it is locked: later it could be another's.
		rmSync(file, { force: true });
		closeSync(descriptor);
	};
	process.once("exit", end);
	return end;
}

function isAt(descriptor: number, file: string): boolean {
	const there = statSync(file, { throwIfNoEntry: false });
	const held = fstatSync(descriptor);
	return there?.ino === held.ino && there.dev === held.dev;
}

/** What the file says; undefined where it says nothing, as just after it was made. */
function ownerOf(file: string): Owner | undefined {
	try {
		const owner = JSON.parse(readFileSync(file, "utf8"));
		return typeof owner?.host === "string" ? owner : undefined;
	} catch {
		return undefined;
	}
}

function inUse(folder: string, owner: Owner | undefined): Error {
	const who = owner
		? `process ${owner.pid}${owner.host === hostname() ? "" : ` of the machine ${owner.host}`}`
		: "another process";
	return new Error(
		`lockRun: ${folder} is in use: ${who} is training into it; wait for it, or train into another folder`,
	);
}
