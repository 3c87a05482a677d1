import {
	lstatSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { folders, windows } from "./paths.mjs";

/**
 * Mends a virtual environment that came along when the project folder was moved
 * or copied: its commands name the old folder in their first line.
 *
 * @param {string} from the old project folder
 * @param {string} to the present one
 */
export function mendPaths(from, to) {
	const commands = join(folders.venv, windows ? "Scripts" : "bin");
	const files = readdirSync(commands).map((name) => join(commands, name));
	for (const file of [...files, join(folders.venv, "pyvenv.cfg")]) {
		// A link leads to the system's Python, which has not moved.
		if (!lstatSync(file).isFile() || statSync(file).size > 200_000) continue;
		const text = readFileSync(file, "latin1");
		if (text.includes("\0")) continue;
		const old = Buffer.from(join(from, ".venv")).toString("latin1");
		const now = Buffer.from(join(to, ".venv")).toString("latin1");
		if (text.includes(old))
			writeFileSync(file, text.replaceAll(old, now), "latin1");
	}
}
