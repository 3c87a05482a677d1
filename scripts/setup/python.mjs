import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toolFailure } from "./failures.mjs";
import { findPython } from "./find-python.mjs";
import { installing, requirementsHash, requirementsStamp } from "./jupyter.mjs";
import { mendPaths } from "./moved.mjs";
import { folders, project, toolEnvironment, venvPython } from "./paths.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";
import { runTool } from "./tool.mjs";

const stamp = join(folders.venv, ".facial-keypoints.json");

/**
 * The virtual environment, which at first holds no more than pip.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const python = {
	name: "python",
	title: "Python",
	after: [],
	bytes: 30e6,

	isDone: () => readStamp(stamp)?.folder === project && isSound(),

	async run(progress) {
		if (isSound()) {
			const from = readStamp(stamp);
			mendPaths(from.folder, project);
			writeStamp(stamp, { ...from, folder: project });
			return `moved here from ${from.folder}, its paths were mended`;
		}
		const { file, version } = findPython();
		progress(`making .venv with Python ${version}`);
		removeVenv();
		const result = await runTool([file, "-m", "venv", folders.venv]);
		if (result.code !== 0) throw toolFailure(`${file} -m venv .venv`, result);
		writeStamp(stamp, { folder: project, version });
		return `Python ${version}`;
	},
};

/**
 * Whether `.venv` was made to its end, by a Python that is still the same, and
 * holds nothing or just what the requirements say.
 */
function isSound() {
	const made = readStamp(stamp);
	if (!made || existsSync(installing)) return false;
	const installed = readStamp(requirementsStamp);
	if (installed && installed.requirements !== requirementsHash()) return false;
	if (versionOf(venvPython()) !== made.version) return false;
	const chosen = process.env.PYTHON;
	return !chosen || versionOf(chosen) === made.version;
}

/** @param {string} file */
function versionOf(file) {
	const { stdout } = spawnSync(
		file,
		["-I", "-S", "-c", "import sys; print('%d.%d.%d' % sys.version_info[:3])"],
		{ encoding: "utf8", timeout: 20_000, env: toolEnvironment() },
	);
	return stdout?.trim();
}

/** Out of the way in one act, so that a half-removed one is never in place. */
function removeVenv() {
	if (!existsSync(folders.venv)) return;
	mkdirSync(folders.temp, { recursive: true });
	const old = join(folders.temp, `venv-${process.pid}-${Date.now()}`);
	renameSync(folders.venv, old);
	rmSync(old, { recursive: true, force: true });
}
