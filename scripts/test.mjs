import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { showHelp } from "./arguments.mjs";
import { TypeErrors } from "./setup/compile.mjs";
import { extraPython } from "./setup/extra-python.mjs";
import { runForeground } from "./setup/foreground.mjs";
import { folders, project } from "./setup/paths.mjs";
import { troubles } from "./setup/report.mjs";
import { setUp } from "./setup/set-up.mjs";

const USAGE = `npm test [-- OPTIONS OF MOCHA]

Checks the types, then style and formatting (Biome; ruff for Python), then runs the
tests (mocha).

npm test -- --grep loader   only the tests whose names have "loader" in them
npm test -- --bail          stops at the first failure`;

const options = process.argv.slice(2);
if (options.includes("--help") || options.includes("-h")) showHelp(USAGE);

// A GPU in software, so that WebGPU is tested without one; elsewhere than on Linux x64 its tests are skipped.
const hasSoftwareGpu = `${process.platform}-${process.arch}` === "linux-x64";
/** @type {("webgpu" | "softwareGpu")[]} */
const extras = hasSoftwareGpu ? ["webgpu", "softwareGpu"] : [];
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

console.log("\n1 of 3  types");
let types = 0;
// The page runs in a browser, so it is checked as what runs there; the scripts
// run as they are, and have their types in comments.
for (const part of [join("src", "page"), "scripts"])
	types = (await run("typescript/bin/tsc", ["-p", part])) || types;
if (state !== "done" || types === 0)
	console.log(
		state === "done" ? "no errors" : (error?.message ?? "not checked"),
	);

console.log("\n2 of 3  style");
// Biome keeps a log in the user's cache folder, unless told of another.
const env = { ...process.env, XDG_CACHE_HOME: folders.cache };
const biome = await run("@biomejs/biome/bin/biome", ["check", "."], env);
// Without it the tests of the kernel that need it are skipped, too, and say why.
const python = await extraPython("test").catch((error) => {
	console.error(error.message);
});
if (!python) console.log("Python: not checked, since ruff is missing");
// In CI nothing may go unchecked.
const ruff = python ? await checkPython(python) : Number(!!process.env.CI);
const style = biome || ruff;

console.log("\n3 of 3  tests");
if (state !== "done") {
	console.log("not run, since the types are wrong");
	process.exit(1);
}
const kernelTests = outcomes.jupyter.state === "done" ? (python ?? "") : "";
const testEnv = { ...process.env, KERNEL_TEST_PYTHON: kernelTests };
const tests = await run(
	"mocha/bin/mocha.js",
	[
		...["--timeout", "20000"],
		...["--reporter", fileURLToPath(new URL("reporter.cjs", import.meta.url))],
		...options,
		join("dist", "test", "**", "*.test.js"),
		join("kernel", "dist", "test", "**", "*.test.js"),
	],
	testEnv,
);
if (types !== 0) console.log("types: failed, see above");
if (style !== 0) console.log("style: failed, see above");
process.exit(tests || style || types);

/**
 * Checks style and layout of the Python, as ruff.toml has it.
 *
 * @param {string} python
 */
async function checkPython(python) {
	const ruff = [python, "-m", "ruff"];
	const rules = await runForeground([...ruff, "check", "."]);
	const layout = await runForeground([...ruff, "format", "--check", "."]);
	if (rules || layout) {
		const tool = `${relative(project, python)} -m ruff`;
		console.log(`to mend it: ${tool} check --fix . && ${tool} format .`);
	}
	return rules || layout;
}

/**
 * Runs a tool of node_modules under this Node.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function run(file, args, env) {
	const tool = join(folders.modules, ...file.split("/"));
	return runForeground([process.execPath, tool, ...args], { env });
}
