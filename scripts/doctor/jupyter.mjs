import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute } from "node:path";
import { DISPLAY_NAME } from "../../kernel/install/kernelspec.mjs";
import { messageOf } from "../setup/failures.mjs";
import { findPython } from "../setup/find-python.mjs";
import { installing } from "../setup/jupyter.mjs";
import { kernel, kernelFile } from "../setup/kernel.mjs";
import { folders, toolEnvironment, venvPython } from "../setup/paths.mjs";
import { bad, good, poor, SET_UP } from "./finding.mjs";

const ANEW = `rm -rf .venv && ${SET_UP}`;

/** The Python of the virtual environment; where there is none, the one it would be made of. */
export function checkPython() {
	const name = "Python";
	if (existsSync(venvPython())) {
		const { out, error } = run("import sys; print(sys.version.split()[0])");
		return error
			? bad(name, `the one in .venv does not start (${error})`, ANEW)
			: good(name, `${out} in .venv`);
	}
	const gone = existsSync(folders.venv)
		? ".venv has lost the Python that it was made of"
		: ".venv is missing";
	try {
		const { file, version } = findPython();
		return bad(name, `${gone}; Python ${version} is here (${file})`, SET_UP);
	} catch (error) {
		return bad(name, `${gone}, and ${messageOf(error)}`, `then ${SET_UP}`);
	}
}

/** JupyterLab and what runs notebooks, by loading them. */
export function checkJupyter() {
	const name = "Jupyter";
	if (!existsSync(venvPython()))
		return bad(name, "not to be had without Python, see above", SET_UP);
	if (existsSync(installing))
		return bad(name, "its installation was cut off", SET_UP);
	const { out, error } = run(
		"import jupyterlab, jupyter_client, nbclient, nbconvert; print(jupyterlab.__version__)",
	);
	return error
		? bad(name, `it does not load (${error})`, ANEW)
		: good(name, `JupyterLab ${out}`);
}

/** The kernel's description for Jupyter, and the files that it names. */
export function checkKernel() {
	const name = "Kernel";
	const file = kernelFile;
	if (!existsSync(file))
		return bad(name, `Jupyter does not know it: ${file} is missing`, SET_UP);
	let argv;
	try {
		argv = JSON.parse(readFileSync(file, "utf8")).argv;
		if (!Array.isArray(argv)) throw new Error("it has no argv");
	} catch (error) {
		return bad(name, `${file} is damaged (${messageOf(error)})`, SET_UP);
	}
	const lost = argv.find((part) => isAbsolute(part) && !existsSync(part));
	if (lost)
		return bad(name, `its description names ${lost}, which is gone`, SET_UP);
	return kernel.isDone()
		? good(name, DISPLAY_NAME)
		: poor(name, `${file} is not as set-up writes it`, SET_UP);
}

/**
 * Runs a line of Python: what it prints, or why it did not.
 *
 * @param {string} code
 */
function run(code) {
	const { status, stdout, stderr, error } = spawnSync(
		venvPython(),
		["-c", code],
		{ encoding: "utf8", timeout: 60_000, env: toolEnvironment() },
	);
	if (status === 0) return { out: stdout.trim() };
	const last = (stderr ?? "").trim().split("\n").at(-1);
	return { error: error?.message ?? (last || `exit code ${status}`) };
}
