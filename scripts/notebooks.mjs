import { readFileSync } from "node:fs";
import { join } from "node:path";
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

const options = process.argv.slice(2);
const onTslab = takeKernel();
for (const [index, option] of options.entries()) {
	if (option === "--help" || option === "-h") {
		console.log(USAGE);
		process.exit(0);
	}
	const takesNumber = options[index - 1] === "--timeout";
	const known =
		option === "--write" || option === "--timeout" || !option.startsWith("-");
	if (known && !(takesNumber && !/^[1-9]\d*$/.test(option))) continue;
	const what = known ? "invalid --timeout" : "unknown option";
	console.error(`notebooks: ${what}: ${option}\n\n${USAGE}`);
	process.exit(2);
}

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
if (isSlow && !options.includes("--timeout")) options.push("--timeout", "1200");
const script = join(project, "scripts", "python", "run_notebooks.py");
process.exit(
	await runForeground(
		[
			venvPython(),
			script,
			join(project, "notebooks"),
			...options,
			...(onTslab ? onPlainTslab() : []),
		],
		{
			env: {
				...jupyterEnvironment(),
				...(onTslab && { JUPYTER_PATH: plainTslab() }),
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

/** Whether tslab was asked for; the option is told to the runner in its words. */
function takeKernel() {
	const at = options.indexOf("--kernel");
	if (at < 0) return false;
	const [, name] = options.splice(at, 2);
	const wrong =
		name !== "tslab"
			? `unknown kernel: ${name}; expected tslab`
			: options.includes("--write")
				? "--write and --kernel do not go together: outputs are those of the project's kernel"
				: undefined;
	if (wrong) {
		console.error(`notebooks: ${wrong}\n\n${USAGE}`);
		process.exit(2);
	}
	return true;
}
