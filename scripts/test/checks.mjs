import { join, relative } from "node:path";
import { runForeground } from "../setup/foreground.mjs";
import { folders, project } from "../setup/paths.mjs";

/**
 * Checks the types of what set-up does not compile: the page runs in a browser, so it
 * is checked as what runs there; the scripts run as they are, and have their types in
 * comments.
 */
export async function checkTypes() {
	let code = 0;
	for (const part of [join("src", "page"), "scripts"])
		code = (await run("typescript/bin/tsc", ["-p", part])) || code;
	return code;
}

/**
 * Checks style and layout: by Biome, and the Python by ruff, as ruff.toml has it.
 *
 * @param {string | undefined} python an interpreter that has ruff
 */
export async function checkStyle(python) {
	// Biome keeps a log in the user's cache folder, unless told of another.
	const env = { ...process.env, XDG_CACHE_HOME: folders.cache };
	const biome = await run("@biomejs/biome/bin/biome", ["check", "."], env);
	return (python ? await checkPython(python) : 0) || biome;
}

/** @param {string} python */
async function checkPython(python) {
	const ruff = [python, "-m", "ruff"];
	const rules = await runForeground([...ruff, "check", "."]);
	const layout = await runForeground([...ruff, "format", "--check", "."]);
	if (rules || layout) {
		const tool = `${relative(project, python)} -m ruff`;
		console.log(`to mend it: ${tool} check --fix . && ${tool} format .`);
	}
	return rules || layout;
}

/**
 * Runs a tool of node_modules under this Node.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function run(file, args, env) {
	const tool = join(folders.modules, ...file.split("/"));
	return runForeground([process.execPath, tool, ...args], { env });
}
