import { existsSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import type { Precision } from "../backend";
import {
	ensureFolder,
	isThere,
	projectFolder,
	removeTemporaries,
	writeTextAtomically,
} from "../base";
import type { Recipe } from "./recipe";
import { lockRun } from "./runLock";

/** What decides a run's result; kept in the run's folder and in its checkpoints. */
export interface RunConfig extends Recipe {
	model: string;
	seed: number;
	/** The run that stands in where a training face has no label; absent where none does. */
	teacher?: string;
	/** In which numbers it multiplies; absent where nobody has chosen. */
	precision?: Precision;
	/** Share of the faces held out for validation. */
	validationFraction: number;
	data: {
		/** Absolute path of the training file. */
		file: string;
		/** SHA-256 of its pixels and labels, to notice that they have changed. */
		sha256: string;
		faces: number;
	};
}

/** What `run.json` holds: the configuration, and what helps to reproduce it. */
export interface RunDescription {
	config: RunConfig;
	/** How the faces were put into groups that are held out together. */
	groups: string;
	/** Data rows of the training file that were held out; 1 is the first. */
	validationRows: number[];
	versions: Record<string, string>;
	/** What computed. */
	backend: string;
}

const FILE = "run.json";

/** Writes a run's description into its folder, which is made if it is missing. */
export async function writeRun(
	folder: string,
	description: RunDescription,
): Promise<void> {
	await ensureFolder("writeRun", folder);
	const text = `${JSON.stringify(description, null, "\t")}\n`;
	await writeTextAtomically(join(folder, FILE), text);
}

/**
 * Reads the description of a run.
 *
 * @throws where the folder holds no run, or its description is damaged
 */
export function readRun(folder: string): RunDescription {
	const file = join(folder, FILE);
	if (!existsSync(file))
		throw new Error(
			`readRun: missing run: ${folder} has no ${FILE}; expected the folder that \`keypoints train --out\` wrote`,
		);
	let description: RunDescription;
	try {
		description = JSON.parse(readFileSync(file, "utf8"));
	} catch (error) {
		throw new Error(
			`readRun: invalid ${file}: ${(error as Error).message}; expected the file that \`keypoints train\` wrote`,
		);
	}
	const lacking = lackOf(description);
	if (lacking)
		throw new Error(
			`readRun: invalid ${file}: it says no ${lacking}; expected the file that \`keypoints train\` wrote`,
		);
	return description;
}

/** What a run cannot be used without that its description does not say. */
function lackOf(description: unknown): string | undefined {
	const { config, groups, validationRows } = partsOf(description);
	const { model, seed, data, loss } = partsOf(config);
	const { file, sha256, faces } = partsOf(data);
	const said = {
		config: typeof config === "object",
		"config.model": typeof model === "string",
		"config.seed": typeof seed === "number",
		"config.loss": typeof loss === "object",
		"config.data.file": typeof file === "string",
		"config.data.sha256": typeof sha256 === "string",
		"config.data.faces": typeof faces === "number",
		groups: typeof groups === "string",
		validationRows: Array.isArray(validationRows),
	};
	return Object.entries(said).find(([, isSaid]) => !isSaid)?.[0];
}

function partsOf(value: unknown): Record<string, unknown> {
	return typeof value === "object" && value !== null
		? (value as Record<string, unknown>)
		: {};
}

/** The trained models that come with the project, and stand for a run anywhere. */
export const SHIPPED_RUNS = [
	join("models", "slim"),
	join("models", "full"),
] as const;

/**
 * The folder of a run: the one that is named, or that of a model which comes with
 * the project, named `models/slim` or `models/full` in any folder that has none.
 */
export function locateRun(folder: string): string {
	const isShipped = SHIPPED_RUNS.some((name) => name === normalize(folder));
	return isShipped && !existsSync(join(folder, FILE))
		? join(projectFolder(), folder)
		: folder;
}

/** The files of a run that training writes. */
const TRAINED_FILES = [FILE, "best.safetensors", "last.safetensors", "log.csv"];

/** All files of a run: measuring writes one more. */
export const RUN_FILES: readonly string[] = [
	...TRAINED_FILES,
	"evaluation.json",
];

/** Those of them that are in a folder. */
export function runFilesIn(folder: string): string[] {
	return RUN_FILES.filter((name) => isThere(join(folder, name)));
}

/** The files that using a run reads, by their paths. */
export function filesOfRun(run: string): string[] {
	const folder = locateRun(run);
	return runFilesIn(folder).map((name) => join(folder, name));
}

/** Whether a folder holds a run with a checkpoint to continue from. */
export function hasCheckpoint(folder: string): boolean {
	return existsSync(join(folder, "last.safetensors"));
}

/**
 * What a configuration has other than one before, in words. That there are more
 * epochs, and that the same data lies elsewhere, is no difference.
 */
export function differences(before: RunConfig, now: RunConfig): string[] {
	const comparable = ({ epochs, data, ...rest }: RunConfig) => ({
		...rest,
		data: data.sha256,
	});
	const [was, is]: Record<string, unknown>[] = [before, now].map(comparable);
	// Either may have what the other has not, as augmentation.
	const told = (value: unknown) => JSON.stringify(value) ?? "none";
	return Object.keys({ ...was, ...is })
		.filter((key) => told(was[key]) !== told(is[key]))
		.map((key) => `${key} is ${told(is[key])}, was ${told(was[key])}`);
}

/**
 * Does something in a run's folder, which is made if it is missing, and keeps
 * others from training into it meanwhile.
 *
 * @throws where somebody else is training into it, or it cannot be written to
 */
export async function withRunFolder<T>(
	folder: string,
	work: () => Promise<T>,
): Promise<T> {
	await ensureFolder("trainRun", folder);
	const unlock = lockRun(folder);
	try {
		await removeTemporaries(folder, TRAINED_FILES);
		return await work();
	} finally {
		unlock();
	}
}
