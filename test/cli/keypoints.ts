import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { startBackend } from "../../src/backend";
import { projectFolder } from "../../src/base";

const MAIN = join(projectFolder(), "dist", "src", "cli", "main.js");

/** How a command ended. */
export interface Ended {
	code: number | null;
	stdout: string;
	stderr: string;
}

/** Starts the command line as a person would; `watch` sees the output as it comes. */
export async function keypoints(
	args: string[],
	watch: (output: string, child: ChildProcess) => void = () => {},
	env: Record<string, string> = {},
	started: (child: ChildProcess) => void = () => {},
): Promise<Ended> {
	// What computes in this process; without it each command would warn of a missing TensorFlow.
	const backend = (await startBackend()).name;
	const child = spawn(process.execPath, [MAIN, ...args], {
		env: { ...process.env, KEYPOINTS_BACKEND: backend, DEBUG: "", ...env },
	});
	started(child);
	let stdout = "";
	let stderr = "";
	child.stdout.on("data", (chunk) => {
		stdout += chunk;
		watch(stdout, child);
	});
	child.stderr.on("data", (chunk) => {
		stderr += chunk;
	});
	return new Promise((resolve) => {
		child.on("close", (code) => resolve({ code, stdout, stderr }));
	});
}
