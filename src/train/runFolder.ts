import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, normalize } from "node:path";
import { type Precision, projectFolder } from "../backend";
import { removeTemporaries, writeTextAtomically } from "./files";
import type { Recipe } from "./recipe";

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
	await mkdir(folder, { recursive: true });
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
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch (error) {
		throw new Error(
			`readRun: invalid ${file}: ${(error as Error).message}; expected the file that \`keypoints train\` wrote`,
		);
	}
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
 * other processes from training into it meanwhile.
 *
 * @throws where another process is training into it
 */
export async function withRunFolder<T>(
	folder: string,
	work: () => Promise<T>,
): Promise<T> {
	await mkdir(folder, { recursive: true }).catch((error) => {
		throw new Error(
			`trainRun: invalid folder: ${folder}: ${error.message}; expected a folder, or a name for a new one`,
		);
	});
	const unlock = lockRun(folder);
	try {
		await removeTemporaries(folder);
		return await work();
	} finally {
		unlock();
	}
}

/**
 * Keeps other processes from training into a folder; that of a process which
 * has ended is taken over.
 *
 * @returns what releases the folder
 * @throws where another process is training into it
 */
function lockRun(folder: string): () => void {
	const file = join(folder, "training.lock");
	try {
		writeFileSync(file, String(process.pid), { flag: "wx" });
	} catch {
		const owner = Number(readFileSync(file, "utf8"));
		if (owner !== process.pid && isRunning(owner))
			throw new Error(
				`lockRun: ${folder} is in use: process ${owner} is training into it; wait for it, or train into another folder`,
			);
		writeFileSync(file, String(process.pid));
	}
	return () => rmSync(file, { force: true });
}

function isRunning(pid: number): boolean {
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
