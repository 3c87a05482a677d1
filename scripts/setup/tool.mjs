import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { folders, project, toolEnvironment, windows } from "./paths.mjs";
import { endGroup, recordChild } from "./processes.mjs";

/** @type {Set<number>} */
const running = new Set();
const KEPT = 200_000;

/**
 * Runs a tool to its end, in a process group of its own so that it can be ended
 * with all it has started.
 *
 * @param {string[]} command the program and its arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void,
 *   record?: boolean }} options `record: false` for what runs without the lock
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} its exit
 *   code, -1 where a signal ended it, and the end of what it has printed
 */
export function runTool(
	[program, ...args],
	{ cwd = project, env = {}, onLine, record = true } = {},
) {
	mkdirSync(folders.temp, { recursive: true });
	const child = spawn(program, args, {
		cwd,
		env: { ...toolEnvironment(), ...env },
		stdio: ["ignore", "pipe", "pipe"],
		detached: !windows,
		shell: windows && program === "npm",
		windowsHide: true,
	});
	const { pid } = child;
	return new Promise((resolve, reject) => {
		if (pid === undefined) {
			child.once("error", reject);
			return;
		}
		const records = join(folders.lock, "children");
		const forget = record ? recordChild(records, pid) : () => {};
		running.add(pid);
		const output = { stdout: "", stderr: "" };
		for (const name of /** @type {const} */ (["stdout", "stderr"])) {
			let rest = "";
			child[name].setEncoding("utf8").on("data", (text) => {
				output[name] = (output[name] + text).slice(-KEPT);
				const lines = (rest + text).split(/\r?\n/);
				rest = lines.pop() ?? "";
				for (const line of lines) onLine?.(line);
			});
		}
		child.once("close", (code) => {
			running.delete(pid);
			forget();
			resolve({ code: code ?? -1, ...output });
		});
	});
}

/** Ends every tool that {@link runTool} has running. */
export function endTools() {
	for (const pid of running) endGroup(pid);
}
