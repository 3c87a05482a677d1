import {
	linkSync,
	mkdirSync,
	readdirSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "./failures.mjs";
import { identify, isAlive } from "./processes.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";

/** A holder on another machine or in another container shows life this often. */
const HEARTBEAT_MS = 5_000;
const SILENCE_MS = 60_000;

/**
 * Takes the lock of a folder, waiting while a living process holds it.
 *
 * The lock is the highest numbered file in `folder`: `1`, `2`, ... Whoever finds
 * its holder gone makes the next number, which only one process can do, since a
 * file is made exclusively. The highest file is never removed, so a number is
 * never used twice and nobody can remove the lock of another by mistake.
 *
 * @param {string} folder
 * @param {{ onWait?: (holder: { pid: number }) => void, pollMs?: number }} options
 * @returns {Promise<() => void>} releases the lock
 */
export async function takeLock(folder, { onWait, pollMs = 200 } = {}) {
	const me = { ...identify(process.pid), host: hostname() };
	for (let told = false; ; ) {
		mkdirSync(folder, { recursive: true });
		const top = highest(folder);
		const holder = top > 0 ? holderOf(join(folder, `${top}`)) : undefined;
		if (holder) {
			if (!told) onWait?.(holder);
			told = true;
			await sleep(pollMs);
			continue;
		}
		const file = join(folder, `${top + 1}`);
		if (!make(file, me)) continue;
		if (highest(folder) !== top + 1) {
			// We were slow: others have come and gone since we looked.
			rmSync(file, { force: true });
			continue;
		}
		for (const number of numbers(folder))
			if (number <= top) rmSync(join(folder, `${number}`), { force: true });
		return hold(file);
	}
}

/** @param {string} file */
function hold(file) {
	const beat = setInterval(() => {
		try {
			utimesSync(file, new Date(), new Date());
		} catch {
			// The folder was removed under us: there is no lock to keep alive.
		}
	}, HEARTBEAT_MS);
	beat.unref();
	return () => {
		clearInterval(beat);
		writeStamp(file, { released: true });
	};
}

/** @param {string} folder */
function numbers(folder) {
	return readdirSync(folder)
		.filter((name) => /^\d+$/.test(name))
		.map(Number);
}

/** @param {string} folder */
function highest(folder) {
	return Math.max(0, ...numbers(folder));
}

/**
 * Makes the lock file with its content in one act; false where it is there.
 *
 * @param {string} file
 * @param {object} content
 */
function make(file, content) {
	const beside = `${file}.${process.pid}.tmp`;
	writeFileSync(beside, JSON.stringify(content));
	try {
		linkSync(beside, file);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
	} finally {
		rmSync(beside, { force: true });
	}
	// A file system without hard links.
	try {
		writeFileSync(file, JSON.stringify(content), { flag: "wx" });
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		throw error;
	}
}

/**
 * Who holds the lock; undefined where it is released or its holder is gone.
 *
 * @param {string} file
 */
function holderOf(file) {
	const holder = readStamp(file);
	const silent = Date.now() - (modified(file) ?? 0);
	if (!holder) return silent < 10_000 ? { pid: 0 } : undefined;
	if (holder.released) return undefined;
	if (holder.host !== hostname())
		return silent < SILENCE_MS ? holder : undefined;
	return isAlive(holder) ? holder : undefined;
}

/** @param {string} file */
function modified(file) {
	try {
		return statSync(file).mtimeMs;
	} catch {
		return undefined;
	}
}
