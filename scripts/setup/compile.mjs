import { chmodSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { folders, project } from "./paths.mjs";
import { hash, hashFile, readStamp, writeStamp } from "./stamp.mjs";
import { runTool } from "./tool.mjs";

const stamp = join(folders.dist, ".compiled.json");
const buildInfo = join(folders.dist, ".tsbuildinfo");
const SOURCES = ["src", "test", "bench"];
/** Bundled for browsers when it is served, as tsconfig.json says too. */
const PAGE = join("src", "serve", "page");

/** What `tsc` has to say of the sources. Its output is written all the same. */
export class TypeErrors extends Error {}

/** The TypeScript of src, test and bench, compiled into dist. */
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
			rmSync(buildInfo, { force: true });
		rmSync(stamp, { force: true });
		const tsc = join(folders.modules, "typescript", "bin", "tsc");
		const { code, stdout, stderr } = await runTool([
			...[process.execPath, tsc, "-p", ".", "--pretty", "false"],
		]);
		if (code < 0 || (code !== 0 && !/error TS\d+/.test(stdout)))
			throw new Error(`tsc failed (exit code ${code}):\n${stdout}${stderr}`);
		removeStale();
		const command = join(folders.dist, "src", "cli", "main.js");
		if (existsSync(command)) chmodSync(command, 0o755);
		writeStamp(stamp, { sources, errors: code !== 0 });
		if (code !== 0) throw new TypeErrors(stdout.trim());
		return "compiled";
	},
};

/** One line that changes whenever a source, tsconfig or the packages do. */
export function compiledFrom() {
	const parts = sourceFiles().map((file) => {
		const { size, mtimeMs } = statSync(join(project, file));
		return `${file} ${size} ${mtimeMs}`;
	});
	for (const name of ["tsconfig.json", "package-lock.json"])
		parts.push(hashFile(join(project, name)));
	return hash(...parts);
}

function sourceFiles() {
	return filesIn(project).filter(
		(file) => file.endsWith(".ts") && !file.startsWith(PAGE),
	);
}

/** Files under src, test and bench of a folder, by their path in it. */
function filesIn(root) {
	return SOURCES.filter((folder) => existsSync(join(root, folder)))
		.flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true }).map((name) =>
				join(folder, name),
			),
		)
		.sort();
}

function outputsMissing() {
	return sourceFiles()
		.filter((file) => !file.endsWith(".d.ts"))
		.some(
			(file) =>
				!existsSync(join(folders.dist, file.replace(/\.ts$/, ".js"))) ||
				!existsSync(join(folders.dist, file.replace(/\.ts$/, ".d.ts"))),
		);
}

/** Removes what was compiled from a source that is gone: a stale test would run. */
function removeStale() {
	for (const file of filesIn(folders.dist)) {
		const source = file.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
		if (source !== file && !existsSync(join(project, source)))
			rmSync(join(folders.dist, file), { force: true });
	}
}
