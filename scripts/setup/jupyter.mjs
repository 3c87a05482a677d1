import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolFailure } from "./failures.mjs";
import { folders, project, venvPython } from "./paths.mjs";
import { hashFile, stampSays, writeStamp } from "./stamp.mjs";
import { runTool } from "./tool.mjs";

const requirements = join(project, "scripts", "python", "requirements.txt");

/** Says which requirements `.venv` holds. */
export const requirementsStamp = join(folders.venv, ".requirements.json");

/** There while pip writes into `.venv`: what it left half done is made anew. */
export const installing = join(folders.venv, ".installing");

/** With these words pip begins to write into `.venv`. */
const UNPACKING = "Installing collected packages";

export const requirementsHash = () => hashFile(requirements);

/**
 * JupyterLab, nbclient, nbconvert and plotly, every version pinned.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const jupyter = {
	name: "jupyter",
	title: "JupyterLab",
	after: ["python"],
	bytes: 300e6,

	isDone: () =>
		stampSays(requirementsStamp, { requirements: requirementsHash() }),

	async run(progress) {
		writeFileSync(installing, "");
		const result = await installRequirements(
			venvPython(),
			requirements,
			progress,
		);
		if (result.code !== 0) {
			// Where pip came no further than fetching, `.venv` is as it was.
			if (!result.stdout.includes(UNPACKING)) rmSync(installing);
			throw toolFailure("pip install", result);
		}
		writeStamp(requirementsStamp, { requirements: requirementsHash() });
		rmSync(installing);
		return `${versionIn("jupyterlab")}, with nbclient and plotly`;
	},
};

/**
 * Installs a pinned list into a virtual environment. Wheels only, so no compiler
 * is needed; no dependency is looked up, since the list names them all; and none
 * is taken whose sum the list does not have, whoever the index belongs to.
 *
 * @param {string} python
 * @param {string} list
 * @param {(note: string) => void} progress
 */
export function installRequirements(python, list, progress) {
	const total = readFileSync(list, "utf8").match(/^\w.*==/gm)?.length;
	let seen = 0;
	return runTool(
		[
			...[python, "-m", "pip", "install", "--requirement", list],
			...["--require-hashes", "--no-deps", "--only-binary=:all:"],
			"--no-compile",
			...["--retries", "1", "--progress-bar", "off"],
		],
		{
			onLine(line) {
				if (/^(Collecting|Ignoring) /.test(line))
					progress(`${++seen} of ${total} fetched`);
				if (line.startsWith(UNPACKING)) progress("unpacking");
			},
		},
	);
}

/** @param {string} name */
function versionIn(name) {
	const text = readFileSync(requirements, "utf8");
	return new RegExp(`^${name}==(\\S+)`, "m").exec(text)?.[1] ?? "";
}
