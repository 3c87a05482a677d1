import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const windows = process.platform === "win32";

/** Something that was asked for and cannot be done, in words for who asked. */
export class Refusal extends Error {
	/**
	 * @param {string} message
	 * @param {number} code the exit code
	 */
	constructor(message, code = 1) {
		super(message);
		this.code = code;
	}
}

/**
 * The data folder of Jupyter's in which a kernel is to be described.
 *
 * @param {string} word the command, for errors
 * @param {{ "sys-prefix"?: boolean, prefix?: string }} places the user's own
 *   where neither is given
 */
export function shareOf(word, { "sys-prefix": active, prefix }) {
	if (prefix === "")
		throw new Refusal(
			`${word}: missing folder: --prefix ""; expected the folder of an environment`,
			2,
		);
	if (prefix !== undefined) return join(resolve(prefix), "share", "jupyter");
	if (active) return join(activePrefix(word), "share", "jupyter");
	const share = jupyter("--data-dir");
	if (share === undefined)
		throw new Refusal(
			`${word}: missing Jupyter: neither \`jupyter\` nor \`${PYTHONS[0]} -m jupyter_core\` runs here; expected one of them on the PATH (pip install jupyterlab), or its environment by --prefix DIR`,
		);
	return share;
}

/** Where the Jupyter on the PATH looks for kernels; undefined where there is none. */
export function searched() {
	const text = jupyter("--paths", "--json");
	if (text === undefined) return undefined;
	/** @type {{ data: string[] }} */
	const { data } = JSON.parse(text);
	return data.map((folder) => resolve(folder));
}

const PYTHONS = windows ? ["python", "py"] : ["python3", "python"];

/**
 * What the root command of Jupyter answers.
 *
 * @param {string[]} args
 */
function jupyter(...args) {
	const programs = [
		["jupyter"],
		...PYTHONS.map((python) => [python, "-m", "jupyter_core"]),
	];
	for (const [program, ...first] of programs) {
		const answer = ask(program, [...first, ...args]);
		if (answer !== undefined) return answer;
	}
	return undefined;
}

/**
 * The environment that is active, or that of the Python on the PATH.
 *
 * @param {string} word the command, for errors
 */
function activePrefix(word) {
	const { VIRTUAL_ENV, CONDA_PREFIX } = process.env;
	for (const prefix of [VIRTUAL_ENV, CONDA_PREFIX])
		if (prefix && existsSync(prefix)) return prefix;
	for (const python of PYTHONS) {
		const prefix = ask(python, ["-c", "import sys; print(sys.prefix)"]);
		if (prefix) return prefix;
	}
	throw new Refusal(
		`${word}: missing environment: no virtual or conda environment is active, and no Python is on the PATH; expected an active one, or its folder by --prefix DIR`,
	);
}

/**
 * What a program prints; undefined where it fails, or is not there.
 *
 * @param {string} program
 * @param {string[]} args
 */
function ask(program, args) {
	const { status, stdout } = spawnSync(program, args, {
		encoding: "utf8",
		timeout: 30_000,
	});
	return status === 0 ? stdout.trim() : undefined;
}
