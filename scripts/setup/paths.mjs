import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project folder. Set-up writes nowhere else. */
export const project = dirname(
	dirname(dirname(fileURLToPath(import.meta.url))),
);

/** The kernel of the notebooks, a package of its own. */
export const kernelHome = join(project, "kernel");

/** What set-up makes, besides the `dist` of the kernel: folders of the project, none of them in git. */
export const folders = {
	modules: join(project, "node_modules"),
	venv: join(project, ".venv"),
	dist: join(project, "dist"),
	cache: join(project, ".cache"),
	temp: join(project, ".cache", "tmp"),
	lock: join(project, ".cache", "setup-lock"),
	tensorflow: join(project, ".cache", "tensorflow"),
	webgpu: join(project, ".cache", "webgpu"),
	swiftshader: join(project, ".cache", "swiftshader"),
	sample: join(project, ".cache", "sample"),
	jupyter: join(project, ".cache", "jupyter"),
};

export const windows = process.platform === "win32";

/** The Python interpreter of a virtual environment, by default of `.venv`. */
export function venvPython(venv = folders.venv) {
	return windows
		? join(venv, "Scripts", "python.exe")
		: join(venv, "bin", "python");
}

/**
 * The command line that runs npm: the npm that started us, else the one beside
 * this Node, else whatever `npm` is on the PATH.
 */
export function npmCommand() {
	const started = process.env.npm_execpath ?? "";
	const beside = join(
		dirname(process.execPath),
		...(windows ? [] : ["..", "lib"]),
		...["node_modules", "npm", "bin", "npm-cli.js"],
	);
	for (const file of [started, beside])
		if (file.endsWith("npm-cli.js") && existsSync(file))
			return [process.execPath, file];
	return ["npm"];
}

/**
 * The environment for npm, pip and the other tools: the user's own, so that
 * proxies, registries and certificates hold, but with every cache and temporary
 * file inside the project and without what would bend a virtual environment.
 */
export function toolEnvironment() {
	/** @type {NodeJS.ProcessEnv} */
	const env = {
		...process.env,
		TMPDIR: folders.temp,
		TEMP: folders.temp,
		TMP: folders.temp,
		PIP_CACHE_DIR: join(folders.cache, "pip"),
		PIP_DISABLE_PIP_VERSION_CHECK: "1",
		PIP_NO_INPUT: "1",
		PIP_REQUIRE_VIRTUALENV: "0",
		PIP_USER: "0",
		PYTHONNOUSERSITE: "1",
		PYTHONUTF8: "1",
	};
	// A dead network shows after seconds, unless the user has set another time.
	env.npm_config_fetch_retry_mintimeout ??= "2000";
	for (const name of [
		"PIP_PREFIX",
		"PIP_ROOT",
		"PIP_TARGET",
		"PYTHONHOME",
		"PYTHONPATH",
		"VIRTUAL_ENV",
		"__PYVENV_LAUNCHER__",
	])
		delete env[name];
	return env;
}
