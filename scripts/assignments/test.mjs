import { join } from "node:path";
import { ensure } from "../setup/ensure.mjs";
import { runForeground } from "../setup/foreground.mjs";
import { folders } from "../setup/paths.mjs";

// Grades the solution, the empty version and the wrong answers of every assignment,
// and every attack; `npm test` does it for one.
await ensure("npm run test:assignments", [
	"packages",
	"jupyter",
	"compile",
	"links",
	"kernel",
]);
const mocha = join(folders.modules, "mocha", "bin", "mocha.js");
const test = join("dist", "test", "assignments", "*.test.js");
process.exit(
	await runForeground(
		[process.execPath, mocha, ...process.argv.slice(2), test],
		{ env: { ...process.env, ASSIGNMENTS: "all" } },
	),
);
