import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { project } from "./submissions";

const hasJupyter = existsSync(join(project, ".venv", ".requirements.json"));

const canIsolate = () =>
	spawnSync("unshare", [
		...(process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"]),
		...["--mount", "--pid", "--net", "--fork", "true"],
	]).status === 0;

/** Why submissions cannot be run here, to be put behind a title; empty where they can. */
export const whyNotGraded = !hasJupyter
	? " (skipped: set-up could not get JupyterLab)"
	: !canIsolate()
		? " (skipped: this machine has no namespaces)"
		: "";
