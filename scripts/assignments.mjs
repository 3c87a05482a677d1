import { delimiter, dirname, join } from "node:path";
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

// `prepare` is for tests: a release that stays in the course's folder.
const COMMANDS = ["release", "check", "grade", "report", "prepare"];
const options = process.argv.slice(2);
if (options.length === 0 || options.some((o) => o === "--help" || o === "-h")) {
	console.log(USAGE);
	process.exit(options.length === 0 ? 2 : 0);
}
if (!COMMANDS.includes(options[0])) {
	console.error(
		`assignments: unknown command: ${options[0]}; expected ${COMMANDS.slice(0, 4).join(", ")}\n\n${USAGE}`,
	);
	process.exit(2);
}

await ensure("npm run assignments", [
	"packages",
	"jupyter",
	"compile",
	"links",
	"kernel",
]);
const env = jupyterEnvironment();
try {
	if (options[0] !== "check") await installNbgrader();
} catch (error) {
	console.error(messageOf(error));
	process.exit(1);
}
const script = join(project, "scripts", "assignments", "main.py");
process.exit(
	await runForeground([venvPython(), script, ...options], {
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
