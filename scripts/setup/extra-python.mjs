import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { NETWORK_HELP, toolFailure, Unreachable } from "./failures.mjs";
import { findPython } from "./find-python.mjs";
import { installRequirements } from "./jupyter.mjs";
import { takeLock } from "./lock.mjs";
import { folders, project, venvPython } from "./paths.mjs";
import { hashFile, stampSays, writeStamp } from "./stamp.mjs";
import { endTools, runTool } from "./tool.mjs";

const WHAT = {
	bench: "benchmarks",
	gradio: "comparison with Gradio",
	keras: "comparison with Keras",
	test: "tests of the kernel, and ruff",
};

/** @typedef {"bench" | "gradio" | "keras" | "test"} Use */

/**
 * The Python of the benchmarks (`bench`, that of training: `keras`, that of the
 * app: `gradio`) or of the kernel's tests (`test`), in an environment apart from
 * JupyterLab's, made at its first use.
 *
 * @param {Use} use
 * @returns {Promise<string>} the path of its interpreter
 */
export async function extraPython(use) {
	const { venv, list, stamp, content, python } = environment(use);
	const isDone = () => foundPython(use) !== undefined;
	if (isDone()) return python;
	console.error(`Installing the packages of the ${WHAT[use]} (once) ...`);
	const release = await takeLock(folders.lock);
	const stop = () => {
		endTools();
		release();
		process.exit(130);
	};
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
		process.once(signal, stop);
	try {
		if (!isDone()) await make(venv, list);
		writeStamp(stamp, content);
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

/**
 * The same where it has been made already, and is up to date.
 *
 * @param {Use} use
 */
export function foundPython(use) {
	const { stamp, content, python } = environment(use);
	const isDone = existsSync(python) && stampSays(stamp, content);
	return isDone ? python : undefined;
}

/** @param {Use} use */
function environment(use) {
	const venv = join(folders.cache, `${use}-venv`);
	const list = join(project, "scripts", "python", `${use}-requirements.txt`);
	return {
		...{ venv, list, python: venvPython(venv) },
		stamp: join(venv, ".requirements.json"),
		content: { requirements: hashFile(list), folder: project },
	};
}

/**
 * @param {string} venv
 * @param {string} list
 */
async function make(venv, list) {
	rmSync(venv, { recursive: true, force: true });
	const made = await runTool([findPython().file, "-m", "venv", venv]);
	if (made.code !== 0) throw toolFailure("python -m venv", made);
	const result = await installRequirements(venvPython(venv), list, () => {});
	if (result.code !== 0) throw toolFailure("pip install", result);
}
