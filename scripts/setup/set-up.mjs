import fs, { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readChoices, writeChoices } from "./choices.mjs";
import { compile } from "./compile.mjs";
import { Display } from "./display.mjs";
import { Unavailable } from "./failures.mjs";
import { jupyter } from "./jupyter.mjs";
import { kernel } from "./kernel.mjs";
import { links } from "./links.mjs";
import { takeLock } from "./lock.mjs";
import { noteTensorflow } from "./note-tensorflow.mjs";
import { packages } from "./packages.mjs";
import { folders, project } from "./paths.mjs";
import { endRecordedChildren } from "./processes.mjs";
import { python } from "./python.mjs";
import { sample } from "./sample.mjs";
import { tensorflow } from "./tensorflow.mjs";
import { endTools } from "./tool.mjs";
import { softwareGpu, webgpu } from "./webgpu.mjs";

/**
 * A step of set-up. `isDone` looks without changing anything; `run` does the work
 * and gives a few words on it. `after` names the steps it stands on; one that
 * `lasts` needs them no more when it is done. An `announcement` is said before
 * any work begins.
 *
 * @typedef {{ name: string, title: string, after: string[], bytes: number,
 *   announcement?: string, lasts?: boolean, isDone(): boolean, run(progress: (note: string) => void): Promise<string> }} Step
 */

/** @type {Step[]} */
export const STEPS = [
	...[packages, python, jupyter, tensorflow],
	...[compile, links, kernel, sample],
];

/** What is set up only where it is asked for: `npm run setup -- webgpu`. */
export const EXTRAS = { webgpu, softwareGpu };

/**
 * How a step has ended. `unavailable` cannot be had on this machine and `failed`
 * may go well another time, both with the `error`; `waiting` stands on one that
 * is not there.
 *
 * @typedef {{ state: "done" | "unavailable" | "failed" | "waiting", error?: Error }} Outcome
 */

/**
 * Brings everything that is missing or out of date into place, and says nothing
 * where nothing is.
 *
 * @param {{ chosen?: Partial<import("./choices.mjs").Choices>,
 *   extras?: (keyof typeof EXTRAS)[] }} options what is `chosen` holds from now on;
 *   `extras` are brought besides, this time
 * @returns {Promise<{ outcomes: Record<string, Outcome>, changed: boolean }>}
 *   an outcome for each of {@link STEPS} and of the extras
 */
export async function setUp({ chosen = {}, extras = [] } = {}) {
	checkNode();
	const before = readChoices();
	if (Object.keys(chosen).length) writeChoices(chosen);
	const steps = [...STEPS, ...extras.map((name) => EXTRAS[name])];
	if (steps.every((step) => step.isDone()))
		return {
			outcomes: outcomesOf(steps, () => ({ state: "done" })),
			changed: false,
		};
	const release = await takeLock(folders.lock, {
		onWait: ({ pid }) =>
			console.log(
				`Another set-up (process ${pid}) is at work in this folder: waiting for it to end.`,
			),
	});
	const display = new Display();
	/** @param {NodeJS.Signals} signal */
	const stop = (signal) => {
		endTools();
		display.close();
		release();
		console.log(
			"\nSet-up was stopped. Run it again, and it goes on with what is missing.",
		);
		process.exit(signal === "SIGINT" ? 130 : 143);
	};
	const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
	for (const signal of signals) process.on(signal, stop);
	try {
		endRecordedChildren(join(folders.lock, "children"));
		clearTemp();
		prepare(
			steps.filter((step) => !step.isDone()),
			before,
		);
		return { outcomes: await runAll(steps, display), changed: true };
	} finally {
		for (const signal of signals) process.off(signal, stop);
		display.close();
		clearTemp();
		release();
	}
}

/**
 * Runs steps, each as soon as those it stands on are done, and notes for the
 * library why TensorFlow is missing where it is.
 *
 * @param {Step[]} steps
 * @param {Display} display
 * @returns {Promise<Record<string, Outcome>>}
 */
export async function runAll(steps, display) {
	/** @type {Map<string, Promise<Outcome>>} */
	const started = new Map();
	/** @param {Step} step */
	const start = (step) => {
		const outcome = started.get(step.name) ?? runStep(step);
		started.set(step.name, outcome);
		return outcome;
	};
	/**
	 * @param {Step} step
	 * @returns {Promise<Outcome>}
	 */
	async function runStep(step) {
		const below = steps.filter(({ name }) => step.after.includes(name));
		const outcomes = await Promise.all(below.map(start));
		const canRun = outcomes.every(({ state }) => state === "done");
		if (!canRun && !(step.lasts && step.isDone())) return { state: "waiting" };
		return runOne(step, display);
	}
	const ended = await Promise.all(steps.map(start));
	const outcomes = outcomesOf(steps, (step) => ended[steps.indexOf(step)]);
	noteTensorflow(outcomes);
	return outcomes;
}

/**
 * @param {Step} step
 * @param {Display} display
 * @returns {Promise<Outcome>}
 */
async function runOne(step, display) {
	if (step.isDone()) return { state: "done" };
	display.begin(step.title);
	try {
		const words = await step.run((note) => display.note(step.title, note));
		display.end(step.title, "done", words);
		return { state: "done" };
	} catch (error) {
		const state = error instanceof Unavailable ? "unavailable" : "failed";
		display.end(step.title, state);
		return {
			state,
			error: error instanceof Error ? error : new Error(String(error)),
		};
	}
}

/**
 * @param {Step[]} steps
 * @param {(step: Step) => Outcome} outcome
 * @returns {Record<string, Outcome>}
 */
function outcomesOf(steps, outcome) {
	return Object.fromEntries(steps.map((step) => [step.name, outcome(step)]));
}

function checkNode() {
	const [major] = process.versions.node.split(".");
	if (Number(major) < 20)
		throw new Error(
			`set-up: Node ${process.versions.node} is too old; expected Node 20 or newer`,
		);
}

/** Set-up holds the lock, so what lies here was left by one that was cut off. */
function clearTemp() {
	mkdirSync(folders.temp, { recursive: true });
	for (const name of readdirSync(folders.temp))
		rmSync(join(folders.temp, name), { recursive: true, force: true });
}

/**
 * Makes sure of room on the disk, and says what a choice brings before it comes.
 * A choice for which there is no room is taken back: what there is goes on working.
 *
 * @param {Step[]} steps
 * @param {import("./choices.mjs").Choices} before
 */
function prepare(steps, before) {
	try {
		checkDisk(steps);
	} catch (error) {
		writeChoices(before);
		throw error;
	}
	for (const { announcement } of steps)
		if (announcement) console.log(announcement);
}

/** @param {Step[]} steps */
function checkDisk(steps) {
	const need = steps.reduce((sum, { bytes }) => sum + bytes, 0);
	const { bavail, bsize } = fs.statfsSync(project);
	/** @param {number} bytes */
	const gigabytes = (bytes) => (bytes / 1e9).toFixed(1);
	if (bavail * bsize < need)
		throw new Error(
			`set-up: too little room on the disk: ${gigabytes(bavail * bsize)} GB free in ${project}; expected ${gigabytes(need)} GB for ${steps.map(({ title }) => title).join(", ")}. Make room and run \`npm run setup\` again`,
		);
}
