import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describeMachine, startBackend } from "../src/backend";
import { projectFolder } from "../src/base";
import { wholeNumber } from "../src/cli/options";
import { locateData } from "../src/dataset";
import {
	COMPARED_MODELS,
	type ComparedFaces,
	compare,
	keepComparison,
	markdownTable,
	modelCandidate,
	PUBLISHED,
	publishedCandidate,
} from "../src/published";
import { duration } from "../src/train";
import { benchCommand, dataOption, someOf } from "./arguments/command";
import { fidelityTable } from "./published/fidelity";
import { trainHere } from "./published/here";
import { trainKeras } from "./published/keras";
import {
	epochsOf,
	folderOf,
	readResult,
	SIDES,
	type SideResult,
	type Task,
	wholeResults,
	writeResult,
} from "./published/results";
import { keepSteps, STEPS_FILE } from "./published/steps";
import { keepResults } from "./published/summary";

/** Who is held out, and which rows a system validates on: the same for all. */
const COMPARISON_SEED = 0;

const RECIPES: readonly string[] = [
	...PUBLISHED.map(({ name }) => name),
	...COMPARED_MODELS,
];

const ABOUT =
	"Train the published systems here and in Keras, on the same rows, and say whether the two differ by more than the seed does. Takes hours. Ctrl-C ends after a batch or an epoch; the same command goes on, and trains nothing twice. Whole results go into results/published.json, and how far five steps from the same weights lie apart into results/steps.json; `npm run figures` puts them into the texts.";

interface Options {
	recipes: string[];
	seeds: number[];
	sides: string[];
	epochs: number;
	data?: string;
	runs: string;
}

async function main(): Promise<number> {
	const { recipes, seeds, sides, epochs, data, runs } = readOptions();
	console.log((await startBackend()).description);
	console.log(describeMachine());
	const compared = await compare(locateData(data), COMPARISON_SEED);
	mkdirSync(runs, { recursive: true });
	await keepComparison(runs, compared.comparison);
	const all = recipes.flatMap((recipe) =>
		seeds.flatMap((seed) =>
			sidesOf(recipe).map((side) => ({ recipe, seed, side })),
		),
	);
	const tasks = all.filter(({ side }) => sides.includes(side));
	const controller = new AbortController();
	for (const name of ["SIGINT", "SIGTERM"] as const)
		process.on(name, () => {
			if (controller.signal.aborted) process.exit(130);
			controller.abort();
			console.error("\nstopping; again stops at once");
		});
	for (const [i, task] of tasks.entries()) {
		const label = `${i + 1} of ${tasks.length}: ${labelOf(task)}`;
		const result =
			finished(runs, task, epochs) ??
			(await train(task, compared, runs, epochs, label, controller.signal));
		if (!result) {
			console.log(`${label}: stopped; the same command goes on`);
			return 130;
		}
		console.log(
			`${label}: ${result.heldOut.rmsePixels.toFixed(2)} px on people held out, after ${result.epochs} of ${epochsOf(task.recipe)} epochs`,
		);
	}
	await report(all, compared, runs);
	return 0;
}

async function report(
	tasks: readonly Task[],
	{ comparison }: ComparedFaces,
	runs: string,
): Promise<void> {
	const results = tasks.flatMap((task) => readResult(runs, task) ?? []);
	console.log(`\n${markdownTable(fidelityTable(results))}`);
	await keepSteps(join(projectFolder(), STEPS_FILE), results);
	const whole = wholeResults(runs, tasks);
	if (whole.length < results.length)
		console.log(
			`\n${results.length - whole.length} of ${results.length} trainings are shortened: what they come to is no result, and is kept out of results/.`,
		);
	if (whole.length) console.log(`\n${await keepResults(comparison, whole)}`);
}

function sidesOf(recipe: string): Task["side"][] {
	const isPublished = PUBLISHED.some(({ name }) => name === recipe);
	return isPublished ? [...SIDES] : ["here"];
}

function labelOf({ recipe, seed, side }: Task): string {
	return `${recipe}, seed ${seed}, ${side === "here" ? "here" : "in Keras"}`;
}

/** The result that a task has from before, if it is of as many epochs. */
function finished(
	runs: string,
	task: Task,
	epochs: number,
): SideResult | undefined {
	const result = readResult(runs, task);
	const wanted = Math.min(epochs, epochsOf(task.recipe));
	return result?.epochs === wanted ? result : undefined;
}

async function train(
	task: Task,
	compared: ComparedFaces,
	runs: string,
	most: number,
	label: string,
	signal: AbortSignal,
): Promise<SideResult | undefined> {
	const { recipe, seed, side } = task;
	const epochs = Math.min(most, epochsOf(recipe));
	const options = { seed, epochs };
	const system = PUBLISHED.find(({ name }) => name === recipe);
	const candidate = system
		? publishedCandidate(system, compared, options)
		: modelCandidate(
				recipe as (typeof COMPARED_MODELS)[number],
				compared,
				options,
			);
	const onEpoch = (epoch: number, loss: number, seconds: number) =>
		console.log(
			`${label}: epoch ${epoch} of ${epochs}, loss ${loss.toPrecision(4)}, ${seconds.toFixed(0)} s, ${duration(seconds * (epochs - epoch))} left`,
		);
	const folder = folderOf(runs, task);
	const result =
		side === "keras" && system
			? await trainKeras(folder, system, candidate, compared, onEpoch, signal)
			: await trainHere(folder, candidate, compared, onEpoch, signal);
	if (result) await writeResult(runs, task, result);
	return result;
}

function readOptions(): Options {
	const read = benchCommand("published", ABOUT)
		.option(
			"--recipes <names>",
			`which, of ${RECIPES.join(", ")}, with commas between; the last two are trained here only (default: the five)`,
			someOf(RECIPES),
		)
		.option(
			"--seeds <numbers>",
			"a training each, on both sides, with commas between (default: 0,1,2)",
			(text: string) => [...new Set(text.split(",").map(wholeNumber(0)))],
		)
		.option(
			"--sides <names>",
			"where to train now, of here and keras; results of the other side count too (default: both)",
			someOf(SIDES),
		)
		.option(
			"--epochs <n>",
			"at most so many: to try it out; such results are told as shortened, and kept out of results/",
			wholeNumber(1),
		)
		.addOption(dataOption())
		.option(
			"--runs <folder>",
			"where trainings and their results are kept (default: .cache/bench/published)",
		)
		.parse()
		.opts<Partial<Options>>();
	return {
		recipes: PUBLISHED.map(({ name }) => name),
		seeds: [0, 1, 2],
		sides: [...SIDES],
		epochs: Number.POSITIVE_INFINITY,
		runs: join(projectFolder(), ".cache", "bench", "published"),
		...read,
	};
}

main().then(
	(code) => process.exit(code),
	(error) => {
		console.error(error.message);
		process.exit(1);
	},
);
