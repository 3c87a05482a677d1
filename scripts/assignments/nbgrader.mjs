import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { NETWORK_HELP, toolFailure, Unreachable } from "../setup/failures.mjs";
import { takeLock } from "../setup/lock.mjs";
import { folders, project, venvPython } from "../setup/paths.mjs";
import { hashFile, stampSays, writeStamp } from "../setup/stamp.mjs";
import { endTools, runTool } from "../setup/tool.mjs";

/**
 * Where nbgrader lies: within `.venv`, but in a folder of its own, so that the
 * JupyterLab of students does not show its menus.
 */
export const nbgraderFolder = join(folders.venv, "nbgrader");

const list = join(project, "scripts", "assignments", "requirements.txt");
const stamp = join(nbgraderFolder, ".requirements.json");
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Installs nbgrader at its first use. */
export async function installNbgrader() {
	const content = { requirements: hashFile(list) };
	const isDone = () => stampSays(stamp, content);
	if (isDone()) return;
	console.error("Installing nbgrader (once) ...");
	const release = await takeLock(folders.lock);
	const stop = () => {
		endTools();
		release();
		process.exit(130);
	};
	for (const signal of SIGNALS) process.once(signal, stop);
	try {
		if (isDone()) return;
		await install();
		writeStamp(stamp, content);
	} catch (error) {
		if (error instanceof Unreachable) error.message += `\n\n${NETWORK_HELP}`;
		throw error;
	} finally {
		for (const signal of SIGNALS) process.off(signal, stop);
		release();
	}
}

async function install() {
	const half = `${nbgraderFolder}.half`;
	rmSync(half, { recursive: true, force: true });
	const result = await runTool([
		...[venvPython(), "-m", "pip", "install", "--requirement", list],
		...["--target", half, "--require-hashes", "--no-deps"],
		...["--only-binary=:all:", "--no-compile"],
		...["--retries", "1", "--progress-bar", "off"],
	]);
	if (result.code !== 0) throw toolFailure("pip install", result);
	if (existsSync(nbgraderFolder))
		rmSync(nbgraderFolder, { recursive: true, force: true });
	renameSync(half, nbgraderFolder);
}
