import { join } from "node:path";
import { ensure } from "./setup/ensure.mjs";
import { runForeground } from "./setup/foreground.mjs";
import { jupyterEnvironment } from "./setup/jupyter-environment.mjs";
import { project, venvPython } from "./setup/paths.mjs";

const USAGE = `npm run notebooks [-- [NAME ...] [--write] [--timeout SECONDS]]

Runs copies of the notebooks from their first cell to their last, one after
another, and stops each at the first cell that fails.

NAME       only the notebooks whose names begin with it, for example 05
--write    writes the outputs into the notebooks that ran to their end
--timeout  how long one cell may take (300; without TensorFlow 1200)`;

const options = process.argv.slice(2);
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
		[venvPython(), script, join(project, "notebooks"), ...options],
		{ env: jupyterEnvironment() },
	),
);
