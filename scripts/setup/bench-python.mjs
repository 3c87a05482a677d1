import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { NETWORK_HELP, toolFailure, Unreachable } from "./failures.mjs";
import { findPython } from "./find-python.mjs";
import { installRequirements } from "./jupyter.mjs";
import { takeLock } from "./lock.mjs";
import { folders, project, venvPython } from "./paths.mjs";
import { hashFile, stampSays, writeStamp } from "./stamp.mjs";
import { endTools, runTool } from "./tool.mjs";

const venv = join(folders.cache, "bench-venv");
const stamp = join(venv, ".requirements.json");
const list = join(project, "scripts", "python", "bench-requirements.txt");

/**
 * The Python that benchmarks compare with, in an environment apart from
 * JupyterLab's, made at its first use.
 *
 * @returns {Promise<string>} the path of its interpreter
 */
export async function benchPython() {
	const content = { requirements: hashFile(list), folder: project };
	const python = venvPython(venv);
	const isDone = () => existsSync(python) && stampSays(stamp, content);
	if (isDone()) return python;
	console.error("Installing what the benchmarks compare with (once) ...");
	const release = await takeLock(folders.lock);
	const stop = () => {
		endTools();
		release();
		process.exit(130);
	};
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
		process.once(signal, stop);
	try {
		if (!isDone()) await make(python, content);
		return python;
	} catch (error) {
		if (error instanceof Unreachable) error.message += `\n\n${NETWORK_HELP}`;
		throw error;
	} finally {
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
			process.off(signal, stop);
		release();
	}
}

async function make(python, content) {
	rmSync(venv, { recursive: true, force: true });
	const made = await runTool([findPython().file, "-m", "venv", venv]);
	if (made.code !== 0) throw toolFailure("python -m venv", made);
	const result = await installRequirements(python, list, () => {});
	if (result.code !== 0) throw toolFailure("pip install", result);
	writeStamp(stamp, content);
}
