import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { showHelp } from "./arguments.mjs";
import { TypeErrors } from "./setup/compile.mjs";
import { extraPython, foundPython } from "./setup/extra-python.mjs";
import { troubles } from "./setup/report.mjs";
import { setUp } from "./setup/set-up.mjs";
import { checkStyle, checkTypes, run } from "./test/checks.mjs";

const USAGE = `npm test [-- OPTIONS OF MOCHA]
npm run test:all [-- [--rest] OPTIONS OF MOCHA]

npm test checks the types, then style and formatting (Biome), then runs the tests
(mocha) but for those with @slow in their names: minutes. npm run test:all runs those
too, and checks the Python (ruff): much longer, and more to download once.

npm run test:all -- --rest  only what npm test leaves out
npm test -- --grep loader   only the tests whose names have "loader" in them, slow or not
npm test -- --bail          stops at the first failure
npm test -- --jobs 1        one file at a time; otherwise two`;

/** In the name of a test, or of a group of them, that npm test leaves to npm run test:all. */
const SLOW = "@slow";

const words = process.argv.slice(2);
if (words.includes("--help") || words.includes("-h")) showHelp(USAGE);
const all = words.includes("--all");
const rest = words.includes("--rest");
const options = words.filter((word) => !["--all", "--rest"].includes(word));
if (rest && !all) {
	console.error(`test: --rest belongs to npm run test:all\n\n${USAGE}`);
	process.exit(2);
}

// A GPU in software, so that WebGPU is tested without one; elsewhere than on Linux x64 its tests are skipped.
const hasSoftwareGpu = `${process.platform}-${process.arch}` === "linux-x64";
/** @type {("webgpu" | "softwareGpu")[]} */
const extras = all && hasSoftwareGpu ? ["webgpu", "softwareGpu"] : [];
const outcomes = await setUp({ extras }).then(
	(result) => result.outcomes,
	(error) => {
		console.error(error.message);
		process.exit(1);
	},
);
const { state, error } = outcomes.compile;
const wrongTypes = error instanceof TypeErrors;
const others = { ...outcomes, compile: { state: wrongTypes ? "done" : state } };
for (const line of troubles(others)) console.error(line);
if (outcomes.packages.state !== "done") process.exit(1);
// Without it neither the Python nor the kernel among Jupyter's tools is checked.
const python = all
	? await extraPython("test").catch((error) => {
			console.error(error.message);
			return undefined;
		})
	: foundPython("test");

let types = 0;
if (!rest) {
	console.log("\n1 of 3  types");
	types = await checkTypes();
	if (state !== "done") console.log(error?.message ?? "not checked");
	else if (types === 0) console.log("no errors");
}

console.log("\n2 of 3  style");
let style = await checkStyle(python);
if (!python) {
	const why = all ? "since ruff is missing" : "npm run test:all does";
	console.log(`Python: not checked, ${why}`);
	// In CI nothing may go unchecked.
	if (all && process.env.CI) style ||= 1;
}

console.log("\n3 of 3  tests");
if (state !== "done") {
	console.log("not run, since the types are wrong");
	process.exit(1);
}
const kernelTests = outcomes.jupyter.state === "done" ? (python ?? "") : "";
const reporter = new URL("test/reporter.cjs", import.meta.url);
const tests = await run(
	"mocha/bin/mocha.js",
	[
		...["--timeout", "20000", "--reporter", fileURLToPath(reporter)],
		...["--parallel", "--jobs", "2", ...chosen(), ...options],
		join("kernel", "dist", "test", "**", "*.test.js"),
		join("dist", "test", "**", "*.test.js"),
	],
	{ ...process.env, KERNEL_TEST_PYTHON: all ? kernelTests : "" },
);
if (types !== 0) console.log("types: failed, see above");
if (style !== 0) console.log("style: failed, see above");
process.exit(tests || style || types);

/** mocha's options that choose tests by their names. */
function chosen() {
	const own = ["--grep", "-g", "--fgrep", "-f"];
	const isOwn = options.some((word) => own.includes(word.split("=")[0]));
	if (isOwn || (all && !rest)) return [];
	return ["--fgrep", SLOW, ...(rest ? [] : ["--invert"])];
}
