import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { checkOutput, ensureFolder } from "../base";
import { type DataFiles, dataFiles } from "../dataset";
import type { ModelName } from "../model";
import {
	differences,
	hasCheckpoint,
	locateRun,
	readRun,
	withRunFolder,
} from "../run";
import { type TrainingOptions, trainInto } from "../train";
import {
	type Candidate,
	modelCandidate,
	publishedCandidate,
} from "./candidate";
import { type ComparedFaces, type Comparison, compare } from "./comparison";
import { measureCandidate, measureOtherRun } from "./measureCandidate";
import {
	type CandidateRecord,
	keepComparison,
	readRecord,
	writeRecord,
} from "./records";
import { PUBLISHED } from "./systems";
import { checkTable, writeTable } from "./table";

/** The project's own models that can be compared with the published systems. */
export const COMPARED_MODELS: readonly ModelName[] = [
	"keypoint-slim",
	"keypoint-full",
];

/** Who is trained unless told otherwise. */
export const USUAL: readonly string[] = [
	...PUBLISHED.map(({ name }) => name),
	"keypoint-slim",
];

/** The name of the table in the folder of the runs. */
export const TABLE = "RESULTS.md";

export interface ReproduceOptions
	extends Omit<TrainingOptions, "resume" | "overwrite"> {
	/**
	 * Who is trained: names of published systems and of {@link COMPARED_MODELS};
	 * the folder of a run of `keypoints train` is measured. Default {@link USUAL}.
	 */
	names?: readonly string[];
	/** Folder for the runs, made if it is missing. Default `runs/reproduce`. */
	out?: string;
	/** The table. Default `RESULTS.md` in that folder. */
	table?: string;
	/** Decides who is held out, and all that is random in training. Default 0. */
	seed?: number;
	/** At most so many epochs each. Default as published. */
	epochs?: number;
	/** Told once what all are compared on. */
	onStart?(comparison: Comparison): void;
	/** Told before each; with its record, where it has finished before. */
	onCandidate?(name: string, title: string, finished?: CandidateRecord): void;
	/** Told of each that has finished now. */
	onRecord?(record: CandidateRecord): void;
}

/**
 * Trains published systems as they were published, measures them on people that
 * none has seen, and writes the table anew after each. What has finished is not
 * trained again, and what was stopped goes on.
 *
 * @returns whether it came to its end; false where it was stopped
 * @throws where a name is unknown, the data is not usable, or the folder or the
 *   table is of other data, another seed or other settings
 */
export async function reproduce(
	data: DataFiles,
	options: ReproduceOptions = {},
): Promise<boolean> {
	const { names = USUAL, seed = 0, signal } = options;
	const { out = join("runs", "reproduce") } = options;
	const { table = join(out, TABLE) } = options;
	names.forEach(checkName);
	const compared = await compare(data, seed);
	checkTable(table, compared.comparison);
	await ensureFolder("reproduce", out);
	const inputs = dataFiles(data);
	checkOutput("reproduce", table, { inputs, overwrite: true });
	await keepComparison(out, compared.comparison);
	// All of them before the first is trained: that may take hours.
	const tasks = names.map((name) => taskOf(name, compared, out, options));
	options.onStart?.(compared.comparison);
	await writeTable(out, table);
	for (const { name, title, finished, run } of tasks) {
		if (signal?.aborted) return false;
		options.onCandidate?.(name, title, finished);
		if (finished) continue;
		const record = await run();
		if (!record) return false;
		await writeRecord(join(out, name), record);
		await writeTable(out, table);
		options.onRecord?.(record);
	}
	return true;
}

/** Something that gives a line of the table. */
interface Task {
	name: string;
	title: string;
	/** What it gave before. */
	finished?: CandidateRecord;
	/** Gives it; undefined where it was stopped. */
	run(): Promise<CandidateRecord | undefined>;
}

function taskOf(
	name: string,
	compared: ComparedFaces,
	out: string,
	options: ReproduceOptions,
): Task {
	const candidate = candidateOf(name, compared, options.epochs);
	if (!candidate)
		return {
			name: basename(resolve(name)),
			title: `the run in ${name}`,
			run: () => measureOtherRun(name, compared),
		};
	const folder = join(out, name);
	const before = readRecord(folder);
	checkUnchanged(folder, candidate, before);
	const isFinished = before?.config.epochs === candidate.config.epochs;
	return {
		name,
		title: candidate.title,
		...(isFinished && { finished: before }),
		run: () => train(candidate, compared, folder, options),
	};
}

function train(
	candidate: Candidate,
	{ heldOut }: ComparedFaces,
	folder: string,
	{ signal, reporter }: ReproduceOptions,
): Promise<CandidateRecord | undefined> {
	return withRunFolder(folder, async () => {
		const own = candidate.split();
		const prepare = async () => candidate.prepare(own);
		const training = { resume: true, signal, reporter };
		const result = await trainInto(folder, candidate.config, prepare, training);
		if (result.ended === "interrupted") return undefined;
		return measureCandidate(folder, candidate, own, heldOut);
	});
}

/** Whom a name stands for; undefined where it is no name. */
function candidateOf(
	name: string,
	compared: ComparedFaces,
	epochs?: number,
): Candidate | undefined {
	const system = PUBLISHED.find((published) => published.name === name);
	if (system) return publishedCandidate(system, compared, { epochs });
	const model = COMPARED_MODELS.find((known) => known === name);
	return model && modelCandidate(model, compared, { epochs });
}

function checkName(name: string): void {
	const known: readonly string[] = [...USUAL, ...COMPARED_MODELS];
	if (known.includes(name) || existsSync(join(locateRun(name), "run.json")))
		return;
	throw new Error(
		`reproduce: unknown recipe: ${name}; expected one of ${[...new Set(known)].join(", ")}, or the folder of a run`,
	);
}

/** What stands in a folder must have been trained with the same settings, but for more epochs. */
function checkUnchanged(
	folder: string,
	{ name, config }: Candidate,
	record?: CandidateRecord,
): void {
	const before =
		record?.config ??
		(hasCheckpoint(folder) ? readRun(folder).config : undefined);
	const differing = before ? differences(before, config) : [];
	if (differing.length)
		throw new Error(
			`reproduce: invalid settings of ${name}: ${differing.join("; ")}; expected those that ${folder} was trained with: delete it to train anew, or choose another --out`,
		);
}
