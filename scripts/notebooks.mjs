import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readArguments, unknown } from "./arguments.mjs";
import { plainTslab } from "./plain-tslab.mjs";
import { ensure } from "./setup/ensure.mjs";
import { runForeground } from "./setup/foreground.mjs";
import { jupyterEnvironment } from "./setup/jupyter-environment.mjs";
import { project, venvPython } from "./setup/paths.mjs";

const USAGE = `npm run notebooks [-- [NAME ...] [--write] [--timeout SECONDS] [--kernel tslab]]

Runs copies of the notebooks from their first cell to their last, one after
another, and stops each at the first cell that fails.

NAME       only the notebooks whose names begin with it, for example 05
--write    writes the outputs into the notebooks that ran to their end
--timeout  how long one cell may take (300; without TensorFlow 1200)
--kernel   tslab runs them on tslab as it is published: what differs is in environment.md`;

const given = readArguments(
	{
		name: "notebooks",
		usage: USAGE,
		options: {
			write: { type: "boolean" },
			timeout: { type: "string" },
			kernel: { type: "string" },
		},
		words: Number.POSITIVE_INFINITY,
	},
	({ flags, texts: { timeout, kernel }, words }) => {
		if (timeout !== undefined && !/^[1-9]\d*$/.test(timeout))
			throw new Error(
				`invalid --timeout: ${timeout}; expected a whole number of seconds above 0`,
			);
		if (kernel !== undefined && kernel !== "tslab")
			throw unknown("--kernel", kernel, ["tslab"]);
		if (kernel && flags.has("write"))
			throw new Error(
				"--write and --kernel do not go together: outputs are those of the project's kernel",
			);
		return { names: words, write: flags.has("write"), timeout, kernel };
	},
);

const outcomes = await ensure("npm run notebooks", [
	"packages",
	"jupyter",
	"compile",
	"links",
	"kernel",
]);
const forced = process.env.KEYPOINTS_BACKEND;
const isSlow = forced
	? forced !== "tensorflow"
	: outcomes.tensorflow.state !== "done";
const timeout = given.timeout ?? (isSlow ? "1200" : "300");
const script = join(project, "scripts", "python", "run_notebooks.py");
process.exit(
	await runForeground(
		[
			venvPython(),
			script,
			join(project, "notebooks"),
			...given.names,
			...["--timeout", timeout],
			...(given.write ? ["--write"] : []),
			...(given.kernel ? onPlainTslab() : []),
		],
		{
			env: {
				...jupyterEnvironment(),
				...(given.kernel && { JUPYTER_PATH: plainTslab() }),
			},
		},
	),
);

/** The runner's options for tslab: which notebooks fail there, as environment.md says. */
function onPlainTslab() {
	const text = readFileSync(join(project, "environment.md"), "utf8");
	const failing = [...text.matchAll(/^\| (\d\d) \| fails \|/gm)];
	return [
		...["--kernel", "tslab"],
		...failing.flatMap(([, name]) => ["--fail", name]),
	];
}
