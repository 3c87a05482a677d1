import { delimiter, dirname, join } from "node:path";
import { readArguments, unknown } from "./arguments.mjs";
import { installNbgrader, nbgraderFolder } from "./assignments/nbgrader.mjs";
import { ensure } from "./setup/ensure.mjs";
import { messageOf } from "./setup/failures.mjs";
import { runForeground } from "./setup/foreground.mjs";
import { jupyterEnvironment } from "./setup/jupyter-environment.mjs";
import { project, venvPython } from "./setup/paths.mjs";

const USAGE = `npm run assignments -- COMMAND [OPTIONS]

release [NAME ...]  makes the students' versions: notebooks/released/NAME.ipynb
check NAME          runs your version, and says which of its tests pass
grade DIR           grades DIR/STUDENT/NAME.ipynb, for every student and assignment
report              writes points.csv, exercises.csv and a feedback page each

NAME is the beginning of an assignment's name, for example 02.

--course FOLDER     where the gradebook, the points and the feedback are kept (grading)
--timeout SECONDS   how long one cell may run when it is graded (120)
--memory GB         how much memory a submission may use (3)
--jobs N            submissions graded at the same time (2)
--no-isolation      grade without namespaces: only for code that you trust
--force             release: overwrite a version that has been worked on;
                    grade: grade again what is graded`;

const TOLD = ["release", "check", "grade", "report"];
// `prepare` is for tests: a release that stays in the course's folder.
const COMMANDS = [...TOLD, "prepare"];
const args = process.argv.slice(2);
const command = readArguments(
	{
		name: "assignments",
		usage: USAGE,
		options: {
			course: { type: "string" },
			timeout: { type: "string" },
			memory: { type: "string" },
			jobs: { type: "string" },
			"no-isolation": { type: "boolean" },
			force: { type: "boolean" },
		},
		words: Number.POSITIVE_INFINITY,
	},
	({ texts, words: [name] }) => {
		if (name === undefined)
			throw new Error(`missing command; expected one of ${TOLD.join(", ")}`);
		if (!COMMANDS.includes(name)) throw unknown("command", name, TOLD);
		for (const each of ["timeout", "memory", "jobs"]) {
			const { [each]: text } = texts;
			const isWhole = each !== "jobs" || /^\d+$/.test(text ?? "1");
			if (text !== undefined && !(isWhole && Number(text) > 0))
				throw new Error(
					`invalid --${each}: ${text}; expected a ${each === "jobs" ? "whole " : ""}number above 0`,
				);
		}
		return name;
	},
);

await ensure("npm run assignments", [
	"packages",
	"jupyter",
	"compile",
	"links",
	"kernel",
]);
const env = jupyterEnvironment();
try {
	if (command !== "check") await installNbgrader();
} catch (error) {
	console.error(messageOf(error));
	process.exit(1);
}
const script = join(project, "scripts", "assignments", "main.py");
process.exit(
	await runForeground([venvPython(), script, ...args], {
		cwd: process.env.INIT_CWD ?? project,
		env: {
			...env,
			PYTHONPATH: nbgraderFolder,
			PYTHONDONTWRITEBYTECODE: "1",
			// nbgrader calls alembic by its name.
			PATH: [join(nbgraderFolder, "bin"), env.PATH].join(delimiter),
			KEYPOINTS_NODE: process.execPath,
			KEYPOINTS_NODE_FOLDER: dirname(dirname(process.execPath)),
		},
	}),
);
