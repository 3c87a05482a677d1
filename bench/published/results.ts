import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { writeTextAtomically } from "../../src/base";
import { type CandidateRecord, inOrder, PUBLISHED } from "../../src/published";
import { RECIPES } from "../../src/run";

/** Who trained: this library, or Keras. */
export type Side = "here" | "keras";
export const SIDES: readonly Side[] = ["here", "keras"];

/** What one training came to: a result file. */
export interface SideResult extends CandidateRecord {
	side: Side;
	/** RMSE on the people held out before the first step. */
	untrainedRmse: number;
	/** Of Keras: how far five steps from the same weights lie from those here, at most, in relation to the largest value. */
	stepsDiffer?: number;
	/** Mean loss of each epoch while training, in the units of the labels. */
	losses: number[];
}

/** One training: a recipe, a seed, a side. */
export interface Task {
	recipe: string;
	seed: number;
	side: Side;
}

/** The folder of a training, below that of all. */
export function folderOf(runs: string, { recipe, seed, side }: Task): string {
	return join(runs, recipe, `seed-${seed}`, side);
}

/** The result of a training; undefined where it has none. */
export function readResult(runs: string, task: Task): SideResult | undefined {
	const file = `${folderOf(runs, task)}.json`;
	if (!existsSync(file)) return undefined;
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch (error) {
		throw new Error(
			`published: invalid ${file}: ${(error as Error).message}; expected the file that this benchmark wrote; delete it to have it made anew`,
		);
	}
}

/** Keeps the result of a training. */
export async function writeResult(
	runs: string,
	task: Task,
	result: SideResult,
): Promise<void> {
	await mkdir(join(runs, task.recipe, `seed-${task.seed}`), {
		recursive: true,
	});
	await writeTextAtomically(
		`${folderOf(runs, task)}.json`,
		`${JSON.stringify(result, null, "\t")}\n`,
	);
}

/** Epochs that a recipe takes where nobody cuts it short. */
export function epochsOf(recipe: string): number {
	const system = PUBLISHED.find(({ name }) => name === recipe);
	return system?.epochs ?? RECIPES[recipe as keyof typeof RECIPES].epochs;
}

/** Whether a result is of the whole training, not of one that `--epochs` cut short. */
export function isWhole({ name, epochs }: SideResult): boolean {
	return epochs === epochsOf(name);
}

/** The whole results among those of some tasks, the published systems first. */
export function wholeResults(
	runs: string,
	tasks: readonly Task[],
): SideResult[] {
	const results = tasks.flatMap((task) => readResult(runs, task) ?? []);
	return inOrder(results.filter(isWhole));
}
