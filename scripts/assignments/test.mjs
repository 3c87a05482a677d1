import { join } from "node:path";
import { ensure } from "../setup/ensure.mjs";
import { runForeground } from "../setup/foreground.mjs";
import { folders } from "../setup/paths.mjs";

// The tests of the assignments alone: they grade the solution, the empty version and
// the wrong answers of every one, and every attack. `npm run test:all` runs them too.
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
	await runForeground([
		...[process.execPath, mocha, ...process.argv.slice(2), test],
	]),
);
