import { spawn } from "node:child_process";
import { constants } from "node:os";
import { project } from "./paths.mjs";

const STOPS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command on our own terminal and waits for its end. Ctrl-C reaches it
 * directly; we only wait for it to finish. Other requests to stop are passed on.
 *
 * @param {string[]} command the program and its arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import("node:child_process").StdioOptions }} options
 * @returns {Promise<number>} its exit code, as a shell would give it
 */
export function runForeground(
	[program, ...args],
	{ cwd = project, env = process.env, stdio = "inherit" } = {},
) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd,
			env,
			stdio,
		});
		/** @param {NodeJS.Signals} signal */
		const pass = (signal) => {
			if (signal !== "SIGINT") child.kill(signal);
		};
		for (const signal of STOPS) process.on(signal, pass);
		child.once("error", reject);
		child.once("close", (code, signal) => {
			for (const name of STOPS) process.off(name, pass);
			resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
		});
	});
}
