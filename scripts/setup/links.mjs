import {
	existsSync,
	mkdirSync,
	readlinkSync,
	realpathSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { folders, project, windows } from "./paths.mjs";

const library = join(folders.modules, "facial-keypoints");
const command = join(folders.modules, ".bin", "keypoints");
const TARGET = join("..", "..", "dist", "src", "cli", "main.js");

/**
 * The project under its own name in node_modules, where a notebook finds it, and
 * its command where npx does. The links are relative: they survive a move.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const links = {
	name: "links",
	title: "links",
	after: ["packages"],
	bytes: 0,

	isDone() {
		if (!existsSync(library)) return false;
		if (realpathSync(library) !== realpathSync(project)) return false;
		if (windows) return existsSync(`${command}.cmd`);
		try {
			return readlinkSync(command) === TARGET;
		} catch {
			return false;
		}
	},

	async run() {
		rmSync(library, { force: true });
		// A junction needs no privilege on Windows, but an absolute path.
		symlinkSync(windows ? project : "..", library, "junction");
		mkdirSync(dirname(command), { recursive: true });
		rmSync(command, { force: true });
		if (windows)
			writeFileSync(`${command}.cmd`, `@node "%~dp0\\${TARGET}" %*\r\n`);
		else symlinkSync(TARGET, command);
		return "facial-keypoints, npx keypoints";
	},
};
