import { spawnSync } from "node:child_process";
import {
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { codeOf } from "./failures.mjs";
import { windows } from "./paths.mjs";
import { readStamp } from "./stamp.mjs";

/**
 * When a process started, as a string to compare, or undefined where no such
 * process lives. A number alone does not name a process: numbers are reused.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processStart(pid) {
	if (process.platform === "linux") {
		try {
			const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
			const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
			return fields[0] === "Z" ? undefined : fields[19];
		} catch {
			return undefined;
		}
	}
	if (!windows) {
		const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)]);
		return String(stdout ?? "").trim() || undefined;
	}
	try {
		process.kill(pid, 0);
		return "running";
	} catch (error) {
		return codeOf(error) === "EPERM" ? "running" : undefined;
	}
}

/**
 * A process by number and start, to be found again later.
 *
 * @param {number} pid
 */
export function identify(pid) {
	return { pid, started: processStart(pid) };
}

/**
 * Whether the process that {@link identify} described still lives.
 *
 * @param {{ pid: number, started?: string }} process
 */
export function isAlive({ pid, started }) {
	return started !== undefined && processStart(pid) === started;
}

/**
 * Ends a process and the processes it has started, at once.
 *
 * @param {number} pid
 */
export function endGroup(pid) {
	if (windows) {
		spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"]);
		return;
	}
	for (const target of [-pid, pid])
		try {
			process.kill(target, "SIGKILL");
		} catch {
			// It has ended by itself.
		}
}

/**
 * Keeps the tools that set-up has started on disk, one file each. They outlive a
 * set-up that is killed, and would go on writing beside the next one.
 *
 * @param {string} folder
 * @param {number} pid
 * @returns {() => void} forgets it
 */
export function recordChild(folder, pid) {
	mkdirSync(folder, { recursive: true });
	const file = join(folder, `${pid}.json`);
	writeFileSync(file, JSON.stringify(identify(pid)));
	return () => rmSync(file, { force: true });
}

/**
 * Ends what a killed set-up has left running.
 *
 * @param {string} folder
 */
export function endRecordedChildren(folder) {
	/** @type {string[]} */
	let names = [];
	try {
		names = readdirSync(folder);
	} catch {
		return;
	}
	for (const name of names) {
		const child = readStamp(join(folder, name));
		if (child && isAlive(child)) endGroup(child.pid);
		rmSync(join(folder, name), { force: true });
	}
}
