import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder of the project: the nearest folder above this file whose
 * package.json is named `facial-keypoints`. Set-up keeps what it installs
 * there, in `.cache` and `.venv`.
 */
export function projectFolder(): string {
	for (let folder = __dirname; ; folder = dirname(folder)) {
		const file = join(folder, "package.json");
		if (
			existsSync(file) &&
			JSON.parse(readFileSync(file, "utf8")).name === "facial-keypoints"
		)
			return folder;
		if (dirname(folder) === folder)
			throw new Error(
				`projectFolder: no package.json of facial-keypoints above ${__dirname}; expected the library to stand in its project folder`,
			);
	}
}

/** The project's own version, as its package.json tells it. */
export function projectVersion(): string {
	const file = join(projectFolder(), "package.json");
	return JSON.parse(readFileSync(file, "utf8")).version;
}
