import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRandom } from "../../src/base";
import { readCheckpoint } from "../../src/run";
import { numberOf } from "./count";
import { trainKilledRun } from "./killedRun";

// Kills runs, goes on with them, and counts how many end as one that nobody killed:
//
//   node dist/test/attacks/kills.js [--count N]
//
// Every second run is killed at a moment drawn at random, the others before one of
// the acts on files, each in turn. Compared are the weights of both checkpoints and
// the optimizer's numbers, bit by bit, the log without its times, and which files
// there are. Ctrl-C ends it with the table of those so far.

process.env.KEYPOINTS_BACKEND ??= "cpu"; // starts fastest
const count = numberOf("count", 100);

const parent = mkdtempSync(join(tmpdir(), "keypoints-kills-"));
const script = join(__dirname, "killedRun.js");

/** What a process said, how long after it had begun to train it ended, and whether it was killed. */
interface Ended {
	said: string;
	milliseconds: number;
	isKilled: boolean;
}

/** Trains in a process of its own, and kills it so long after it has begun to train. */
function train(folder: string, act?: number, after?: number): Promise<Ended> {
	const args = act === undefined ? [] : [String(act)];
	const child = spawn(process.execPath, [script, folder, ...args], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	let said = "";
	let began = performance.now();
	child.stdout.on("data", (chunk) => {
		if (said === "") {
			began = performance.now();
			if (after !== undefined) setTimeout(() => child.kill("SIGKILL"), after);
		}
		said += chunk;
	});
	return new Promise((resolve) => {
		child.once("close", (_code, signal) => {
			const milliseconds = performance.now() - began;
			resolve({ said, milliseconds, isKilled: signal === "SIGKILL" });
		});
	});
}

/** What is compared of a run's folder, by name. */
async function resultOf(folder: string): Promise<Record<string, string>> {
	const result: Record<string, string> = {
		files: readdirSync(folder).sort().join(" "),
		log: readFileSync(join(folder, "log.csv"), "utf8").replace(
			/,[^,\n]*,[^,\n]*$/gm,
			"",
		),
	};
	for (const name of ["best", "last"]) {
		const { file, progress } = await readCheckpoint(
			join(folder, `${name}.safetensors`),
		);
		result[`epoch of ${name}`] =
			`${progress.epoch}, best ${progress.bestEpoch}`;
		for (const [tensor, { values }] of file.tensors)
			result[`${name}: ${tensor}`] = Buffer.from(values.buffer).toString(
				"base64",
			);
	}
	return result;
}

/** What differs from the run that nobody killed. */
function differences(
	expected: Record<string, string>,
	actual: Record<string, string>,
): string[] {
	return Object.keys({ ...expected, ...actual }).filter(
		(name) => expected[name] !== actual[name],
	);
}

async function main(): Promise<void> {
	const whole = join(parent, "whole");
	const { said, milliseconds } = await train(whole);
	const acts = Number(/acts (\d+)/.exec(said)?.[1]);
	const expected = await resultOf(whole);
	console.log(
		`a run: ${acts} acts on files, ${milliseconds.toFixed(0)} ms of training`,
	);
	const random = createRandom(1);
	const table = new Map<string, { killed: number; same: number }>();
	const failures: string[] = [];
	let isStopped = false;
	for (const signal of ["SIGINT", "SIGTERM"])
		process.once(signal, () => {
			isStopped = true;
		});
	for (let i = 0; i < count && !isStopped; i++) {
		const folder = join(parent, String(i));
		const act = i % 2 ? 1 + ((i >> 1) % acts) : undefined;
		const after =
			act === undefined ? random.uniform(0, milliseconds) : undefined;
		const { isKilled } = await train(folder, act, after);
		const kind = isKilled
			? act === undefined
				? "at a random moment"
				: "before an act on files"
			: "ended before it was killed";
		const row = table.get(kind) ?? { killed: 0, same: 0 };
		table.set(kind, row);
		row.killed++;
		const differing = await trainKilledRun(folder).then(
			async () => differences(expected, await resultOf(folder)),
			(error) => [error.message],
		);
		if (differing.length === 0) row.same++;
		else failures.push(`${kind}, ${act ?? after}: ${differing.join("; ")}`);
		rmSync(folder, { recursive: true, force: true });
	}
	console.log("killed                          runs  ended as if never killed");
	for (const [kind, { killed, same }] of table)
		console.log(
			`${kind.padEnd(30)} ${String(killed).padStart(5)} ${String(same).padStart(6)}`,
		);
	for (const failure of failures) console.log(failure);
	rmSync(parent, { recursive: true });
	process.exitCode = failures.length ? 1 : 0;
}

void main();
