import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "../src/base";
import { benchCommand } from "./arguments/command";
import { makeTrainingFile } from "./loading/trainingFile";

/** What one reader reports after one round, as JSON on standard output. */
interface Round {
	seconds: number;
	peakMegabytes: number;
	rows: number;
	/** Checksum of the pixels and their places. */
	pixels: number;
	/** Labels that are there, and their sum. */
	labels: number;
	labelSum: number;
	versions?: string;
}

const ROUNDS = 5;
const ROWS = 7049;
/** What loadFaces may take at most. */
const PEAK_LIMIT_MEGABYTES = 700;

/**
 * Reads a training file of the competition's size with loadFaces, with danfojs
 * and with pandas and NumPy, in turn, each round in a process of its own, and
 * compares what they have read. The time is that of reading alone. The last
 * line is `loading RATIO`: the median of pandas over that of loadFaces.
 */
async function main(): Promise<void> {
	benchCommand(
		"loading",
		"Read a file of the competition's size here, by danfojs and by pandas, in turn, each in a process of its own.",
	).parse();
	const file = join(projectFolder(), ".cache", "bench", "training.csv");
	console.log(await makeTrainingFile(file, ROWS));
	const child = join(__dirname, "loading", "child.js");
	const readers: Record<string, [command: string, ...args: string[]]> = {
		loadFaces: [process.execPath, child, "loadFaces", file],
		danfojs: [process.execPath, child, "danfojs", file],
		"pandas + NumPy": [
			process.env.BENCH_PYTHON ?? "python3",
			join(projectFolder(), "bench", "loading.py"),
			file,
		],
	};
	const rounds: Record<string, Round[]> = {};
	for (let round = 1; round <= ROUNDS; round++) {
		console.log(`round ${round} of ${ROUNDS}`);
		for (const [name, command] of Object.entries(readers)) {
			rounds[name] ??= [];
			rounds[name].push(run(name, command));
		}
	}
	for (const [name, done] of Object.entries(rounds)) report(name, done);
	checkSame(rounds);
	const ours = median(rounds.loadFaces.map(({ seconds }) => seconds));
	const theirs = median(rounds["pandas + NumPy"].map(({ seconds }) => seconds));
	console.log(`loading ${(theirs / ours).toFixed(2)}`);
}

function run(name: string, [command, ...args]: string[]): Round {
	const { status, stdout, stderr, error } = spawnSync(command, args, {
		encoding: "utf8",
	});
	if (status !== 0)
		throw new Error(`loading: ${name} failed: ${error?.message ?? stderr}`);
	return JSON.parse(stdout);
}

function report(name: string, rounds: Round[]): void {
	const seconds = rounds.map((round) => round.seconds);
	const peak = Math.max(...rounds.map((round) => round.peakMegabytes));
	const all = seconds.map((value) => value.toFixed(2)).join(" ");
	console.log(
		`${name.padEnd(15)} median ${median(seconds).toFixed(2)} s, peak ${Math.ceil(peak)} MB (rounds: ${all})${rounds[0].versions ? `, ${rounds[0].versions}` : ""}`,
	);
}

/** All readers must have read the same pixels and labels, and ours in little memory. */
function checkSame(rounds: Record<string, Round[]>): void {
	const [wanted] = rounds.loadFaces;
	for (const [name, done] of Object.entries(rounds))
		for (const { rows, pixels, labels, labelSum } of done)
			if (
				rows !== wanted.rows ||
				pixels !== wanted.pixels ||
				labels !== wanted.labels ||
				Math.abs(labelSum - wanted.labelSum) > 0.05
			)
				throw new Error(
					`loading: ${name} has read something else than loadFaces: ${JSON.stringify({ rows, pixels, labels, labelSum })} and ${JSON.stringify(wanted)}`,
				);
	console.log(
		`all three read the same: ${wanted.rows} rows, ${wanted.labels} labels, pixel checksum ${wanted.pixels}`,
	);
	const peak = Math.max(
		...rounds.loadFaces.map((round) => round.peakMegabytes),
	);
	if (peak > PEAK_LIMIT_MEGABYTES)
		throw new Error(
			`loading: loadFaces took ${Math.ceil(peak)} MB; expected at most ${PEAK_LIMIT_MEGABYTES}`,
		);
}

function median(values: number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1
		? sorted[middle]
		: (sorted[middle - 1] + sorted[middle]) / 2;
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
