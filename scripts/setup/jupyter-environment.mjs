import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { folders, toolEnvironment, venvPython } from "./paths.mjs";

/**
 * The environment in which Jupyter runs: its settings, its data and what it
 * writes while it runs are the project's, whatever else is on the machine.
 */
export function jupyterEnvironment() {
	const env = toolEnvironment();
	for (const name of ["TMPDIR", "TEMP", "TMP"]) {
		if (process.env[name] === undefined) delete env[name];
		else env[name] = process.env[name];
	}
	for (const name of ["JUPYTER_PATH", "JUPYTER_CONFIG_PATH"]) delete env[name];
	/** @param {string} name */
	const own = (name) => {
		const folder = join(folders.jupyter, name);
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		return folder;
	};
	return {
		...env,
		IPYTHONDIR: own("ipython"),
		JUPYTER_CONFIG_DIR: own("config"),
		JUPYTER_DATA_DIR: own("data"),
		JUPYTER_RUNTIME_DIR: own("runtime"),
		JUPYTER_PLATFORM_DIRS: "0",
		PATH: [dirname(venvPython()), dirname(process.execPath), process.env.PATH]
			.filter(Boolean)
			.join(delimiter),
	};
}
