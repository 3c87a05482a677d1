import { chmodSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { folders, kernelHome, project } from "./paths.mjs";
import { hash, hashFile, readStamp, writeStamp } from "./stamp.mjs";
import { runTool } from "./tool.mjs";

const stamp = join(folders.dist, ".compiled.json");
/** What is compiled, each by its tsconfig.json into a `dist` of its own. */
const HOMES = [
	{ home: project, sources: ["src", "test", "bench"] },
	{ home: kernelHome, sources: ["src", "test"] },
];
/** Bundled for browsers when it is served, as tsconfig.json says too. */
const PAGE = join(project, "src", "page");

/** What `tsc` has to say of the sources. Its output is written all the same. */
export class TypeErrors extends Error {}

/**
 * The TypeScript of the library and of the kernel, with their tests, compiled.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const compile = {
	name: "compile",
	title: "library",
	after: ["packages"],
	bytes: 10e6,

	isDone() {
		const made = readStamp(stamp);
		return made?.errors === false && made.sources === compiledFrom();
	},

	async run(progress) {
		const sources = compiledFrom();
		progress("compiling TypeScript");
		// Without the stamp the last run was cut off, and what tsc remembers of it
		// may not be what is on the disk.
		if (!existsSync(stamp) || outputsMissing())
			for (const { home } of HOMES)
				rmSync(join(home, "dist", ".tsbuildinfo"), { force: true });
		rmSync(stamp, { force: true });
		const errors = (await Promise.all(HOMES.map(({ home }) => tsc(home)))).join(
			"",
		);
		removeStale();
		const command = join(folders.dist, "src", "cli", "main.js");
		if (existsSync(command)) chmodSync(command, 0o755);
		writeStamp(stamp, { sources, errors: errors !== "" });
		if (errors !== "") throw new TypeErrors(errors.trim());
		return "compiled";
	},
};

/**
 * Compiles a folder by its tsconfig.json. Not by `--build`, which goes by dates:
 * a file that is edited while the compiler runs would never be compiled.
 *
 * @param {string} home
 * @returns {Promise<string>} what is wrong with its types; empty where nothing is
 */
async function tsc(home) {
	const program = join(folders.modules, "typescript", "bin", "tsc");
	const { code, stdout, stderr } = await runTool([
		...[process.execPath, program, "-p", home, "--pretty", "false"],
	]);
	if (code === 0) return "";
	if (code < 0 || !/error TS\d+/.test(stdout))
		throw new Error(`tsc failed (exit code ${code}):\n${stdout}${stderr}`);
	return stdout;
}

/** One line that changes whenever a source, a tsconfig or the packages do. */
export function compiledFrom() {
	const parts = sourceFiles().map(({ home, file }) => {
		const { size, mtimeMs } = statSync(join(home, file));
		return `${relative(project, join(home, file))} ${size} ${mtimeMs}`;
	});
	for (const { home } of HOMES)
		parts.push(hashFile(join(home, "tsconfig.json")));
	parts.push(hashFile(join(project, "package-lock.json")));
	return hash(...parts);
}

function sourceFiles() {
	return HOMES.flatMap(({ home, sources }) =>
		filesIn(home, sources).map((file) => ({ home, file })),
	).filter(
		({ home, file }) =>
			file.endsWith(".ts") && !join(home, file).startsWith(PAGE),
	);
}

/**
 * The files under some folders of another, by their path in it.
 *
 * @param {string} root
 * @param {string[]} names
 */
function filesIn(root, names) {
	return names
		.filter((name) => existsSync(join(root, name)))
		.flatMap((name) =>
			readdirSync(join(root, name), {
				...{ recursive: true, encoding: "utf8" },
			}).map((file) => join(name, file)),
		)
		.sort();
}

function outputsMissing() {
	return sourceFiles()
		.filter(({ file }) => !file.endsWith(".d.ts"))
		.some(({ home, file }) =>
			[".js", ".d.ts"].some(
				(made) => !existsSync(join(home, "dist", file.replace(/\.ts$/, made))),
			),
		);
}

/** Removes what was compiled from a source that is gone: a stale test would run. */
function removeStale() {
	for (const { home, sources } of HOMES)
		for (const file of filesIn(join(home, "dist"), sources)) {
			const source = file.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
			if (source !== file && !existsSync(join(home, source)))
				rmSync(join(home, "dist", file), { force: true });
		}
}
