import { spawnSync } from "node:child_process";
import { codeOf, Unavailable } from "./failures.mjs";
import { toolEnvironment, windows } from "./paths.mjs";

const OLDEST = 10;
const NEWEST = 14;

const PROBE = `
import json, sys
missing = []
for name in ("venv", "ensurepip"):
    try:
        __import__(name)
    except ImportError:
        missing.append(name)
print(json.dumps([list(sys.version_info[:3]), sys.executable, missing]))
`;

/**
 * Finds a Python that can make the virtual environment. `PYTHON` in the
 * environment names the only one to try.
 *
 * @returns {{ file: string, version: string }}
 * @throws {Unavailable} that says why each candidate was refused
 */
export function findPython() {
	const chosen = process.env.PYTHON;
	const refusals = [];
	for (const command of chosen ? [[chosen]] : candidates()) {
		const found = probe(command);
		if (found.file) return found;
		if (found.refusal) refusals.push(`${command.join(" ")} ${found.refusal}`);
	}
	const why = refusals.length
		? refusals.join("; ")
		: "there is no python3 on the PATH";
	throw new Unavailable(
		chosen
			? `${why}; PYTHON chose it: set PYTHON to a Python 3.${OLDEST} or newer with venv, or unset it`
			: `no Python 3.${OLDEST} or newer: ${why}; install one (${remedy()}), or set PYTHON to where it is`,
	);
}

function candidates() {
	const named = [["python3"], ["python"]];
	for (let minor = NEWEST - 1; minor >= OLDEST; minor--)
		named.push([`python3.${minor}`]);
	named.push([`python3.${NEWEST}`]);
	return windows ? [["py", "-3"], ...named] : named;
}

function remedy() {
	if (windows) return "`winget install Python.Python.3.13`";
	if (process.platform === "darwin") return "`brew install python@3.13`";
	return "`apt install python3 python3-venv` on Debian and Ubuntu";
}

/**
 * What one candidate is: its file, a refusal, or neither where it is absent.
 *
 * @param {string[]} command
 * @returns {{ file: string, version: string, refusal?: undefined } | { file?: undefined, refusal?: string }}
 */
function probe([program, ...args]) {
	const { error, status, stdout, stderr } = spawnSync(
		program,
		[...args, "-c", PROBE],
		{ encoding: "utf8", timeout: 20_000, env: toolEnvironment() },
	);
	if (codeOf(error) === "ENOENT")
		return process.env.PYTHON ? { refusal: "is not there" } : {};
	if (error || status !== 0) {
		const words = (error?.message ?? stderr).trim().split("\n")[0];
		// A version manager's stand-in for a Python that is not installed.
		return status === 127 ? {} : { refusal: `does not run (${words})` };
	}
	let answer;
	try {
		answer = JSON.parse(stdout);
	} catch {
		return { refusal: "does not answer as Python does" };
	}
	const [[major, minor, patch], file, missing] = answer;
	const version = `${major}.${minor}.${patch}`;
	if (major !== 3 || minor < OLDEST)
		return { refusal: `is Python ${version}, older than 3.${OLDEST}` };
	if (missing.length)
		return {
			refusal: `is Python ${version} without ${missing.join(" and ")} (on Debian and Ubuntu: \`apt install python3-venv\`)`,
		};
	return { file, version };
}
