import { type SpawnSyncOptions, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { projectFolder } from "../src/base";
import { benchCommand } from "./arguments/command";

const ROUNDS = 5;
const DENO = "2.9.6";
/** The figure that the last line compares. */
const COMPARED = "start-up and first cell, ms";

/** What one kernel does in one round, by name; null where it never came to an end. */
type Figures = Record<string, number | null>;

const windows = process.platform === "win32";
const project = projectFolder();
const folder = join(project, ".cache", "bench", "kernel");
const python = join(
	project,
	".venv",
	...(windows ? ["Scripts", "python.exe"] : ["bin", "python"]),
);

/**
 * Drives this project's kernel, plain tslab and Deno's in turn over the wire, each
 * started anew in each round. The last line is `kernel RATIO`: the median of plain
 * tslab's time from its start to the end of the first cell, over ours. tslab
 * checks types as ours does; Deno's kernel checks none.
 */
function main(): void {
	benchCommand(
		"kernel",
		"Compare the notebooks' kernel with plain tslab and with Deno's: start-up, cells, completions, memory.",
	).parse();
	if (!existsSync(python))
		throw new Error(
			"kernel: missing Jupyter; run npm run setup, which says what is in its way",
		);
	const kernels = describeKernels(installDeno());
	const rounds: Record<string, Figures[]> = {};
	for (let round = 1; round <= ROUNDS; round++) {
		console.log(`round ${round} of ${ROUNDS}`);
		for (const name of kernels) {
			rounds[name] ??= [];
			rounds[name].push(drive(name));
		}
	}
	report(rounds);
	const [ours, theirs] = [rounds["facial-keypoints"], rounds.tslab].map(
		(figures) => median(figures.map((each) => each[COMPARED] as number)),
	);
	console.log(`kernel ${(theirs / ours).toFixed(2)}`);
}

/** Deno in the benchmark's own folder, installed at the first use; the path of its program. */
function installDeno(): string {
	mkdirSync(folder, { recursive: true });
	const manifest = join(folder, "node_modules", "deno", "package.json");
	const installed = () =>
		existsSync(manifest) &&
		JSON.parse(readFileSync(manifest, "utf8")).version === DENO;
	if (!installed()) {
		console.error(`Installing deno ${DENO} (once) ...`);
		run("npm", ["install", "--prefix", folder, "--no-save", `deno@${DENO}`], {
			shell: windows,
		});
	}
	const fromDeno = createRequire(manifest);
	const { optionalDependencies } = fromDeno(manifest);
	for (const name of Object.keys(optionalDependencies))
		try {
			const found = fromDeno.resolve(`${name}/package.json`);
			return join(found, "..", windows ? "deno.exe" : "deno");
		} catch {} // a package for another system
	throw new Error(
		`kernel: unknown system for deno ${DENO}: ${process.platform} ${process.arch}`,
	);
}

/** Writes the descriptions by which Jupyter starts the kernels; their names. */
function describeKernels(deno: string): string[] {
	const ours = join(project, "kernel");
	const fromOurs = createRequire(join(ours, "package.json"));
	const tslab = join(
		fromOurs.resolve("tslab/package.json"),
		"..",
		"bin",
		"tslab",
	);
	const main = join(ours, "dist", "src", "main.js");
	const kernels: Record<string, [argv: string[], interrupt: string]> = {
		"facial-keypoints": [
			[process.execPath, main, "{connection_file}"],
			"message",
		],
		tslab: [
			[process.execPath, tslab, "kernel", "--config-path={connection_file}"],
			"signal",
		],
		deno: [
			[deno, "jupyter", "--kernel", "--conn", "{connection_file}"],
			"message",
		],
	};
	for (const [name, [argv, interrupt_mode]] of Object.entries(kernels)) {
		const at = join(folder, "share", "kernels", name);
		mkdirSync(at, { recursive: true });
		writeFileSync(
			join(at, "kernel.json"),
			JSON.stringify({
				...{ argv, interrupt_mode, display_name: name },
				language: "typescript",
			}),
		);
	}
	return Object.keys(kernels);
}

function drive(kernel: string): Figures {
	const script = join(project, "bench", "kernel.py");
	const share = join(folder, "share");
	return JSON.parse(
		run(python, [script, share, kernel, join(project, "notebooks")]),
	);
}

function run(
	command: string,
	args: string[],
	options?: SpawnSyncOptions,
): string {
	const { status, stdout, stderr, error } = spawnSync(command, args, {
		...options,
		encoding: "utf8",
	});
	if (status !== 0)
		throw new Error(
			`kernel: ${[command, ...args].join(" ")} failed: ${error?.message ?? stderr}`,
		);
	return stdout;
}

/** A table of medians, with the least and the most. */
function report(rounds: Record<string, Figures[]>): void {
	const kernels = Object.keys(rounds);
	const row = (cells: string[]) =>
		console.log(
			cells.map((cell, i) => cell.padEnd(i === 0 ? 30 : 26)).join(""),
		);
	console.log(`median (least to most) of ${ROUNDS} rounds`);
	row(["", ...kernels]);
	for (const figure of Object.keys(rounds[kernels[0]][0]))
		row([
			figure,
			...kernels.map((kernel) =>
				inWords(rounds[kernel].map((each) => each[figure])),
			),
		]);
}

function inWords(values: (number | null)[]): string {
	const known = values.filter((value): value is number => value !== null);
	const never = values.length - known.length;
	const round = (value: number) => value.toFixed(value < 10 ? 1 : 0);
	const numbers = known.length
		? `${round(median(known))} (${round(Math.min(...known))} to ${round(Math.max(...known))})`
		: "";
	return [numbers, never ? `never in ${never} of ${values.length}` : ""]
		.filter(Boolean)
		.join(", ");
}

function median(values: number[]): number {
	return [...values].sort((a, b) => a - b)[values.length >> 1];
}

try {
	main();
} catch (error) {
	console.error((error as Error).message);
	process.exitCode = 1;
}
