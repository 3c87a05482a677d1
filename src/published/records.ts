import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, writeTextAtomically } from "../base";
import type { Measures, RunConfig, RunDescription } from "../run";
import type { Comparison, HeldOutMeasures } from "./comparison";
import { PUBLISHED } from "./systems";

/** What a trained network was measured on. */
export interface MeasuredFaces extends HeldOutMeasures {
	/** On the faces that it trained on, as they are in the file, without dropout. */
	training?: Measures;
	/** On the faces that it validated on. */
	validation?: Measures;
}

/** What a line of the table is made of: plain data, kept as `record.json` in a run's folder. */
export interface CandidateRecord extends MeasuredFaces {
	name: string;
	title: string;
	config: RunConfig;
	parameters: number;
	/** Epochs trained. */
	epochs: number;
	/** The epoch whose weights were measured. */
	keptEpoch: number;
	/** Seconds that the epochs took, with validation. */
	seconds: number;
	versions: RunDescription["versions"];
	/** The machine that trained it, and when; absent where that is not known. */
	machine?: string;
	moment?: string;
}

const RECORD = "record.json";
const COMPARISON = "comparison.json";

/**
 * The record of a run that has finished; undefined where it has not, or where the
 * record is of a version that did not keep the errors of people: then the run is
 * measured again.
 */
export function readRecord(folder: string): CandidateRecord | undefined {
	const record = readJson<CandidateRecord>(join(folder, RECORD));
	return record?.people ? record : undefined;
}

/** Keeps a record in a folder, which is made if it is missing. */
export async function writeRecord(
	folder: string,
	record: CandidateRecord,
): Promise<void> {
	await ensureFolder("reproduce", folder);
	await writeJson(join(folder, RECORD), record);
}

/** The records of all that have finished, in the order of {@link inOrder}. */
export function readRecords(out: string): CandidateRecord[] {
	const records = readdirSync(out)
		.sort()
		.flatMap((name) => readRecord(join(out, name)) ?? []);
	return inOrder(records);
}

/** Records with the published systems first, in their order; the others stay as they are. */
export function inOrder<R extends { name: string }>(
	records: readonly R[],
): R[] {
	const place = ({ name }: R) => {
		const index = PUBLISHED.findIndex((system) => system.name === name);
		return index < 0 ? PUBLISHED.length : index;
	};
	return [...records].sort((a, b) => place(a) - place(b));
}

/**
 * What the runs of a folder were compared on.
 *
 * @throws where nothing has been compared there
 */
export function readComparison(out: string): Comparison {
	const comparison = readJson<Comparison>(join(out, COMPARISON));
	if (comparison) return comparison;
	throw new Error(
		`reproduce: missing results: ${out} has no ${COMPARISON}; expected a folder that \`keypoints reproduce --out\` wrote`,
	);
}

/**
 * Keeps what the runs of a folder are compared on.
 *
 * @throws where others stand there that were compared on something else
 */
export async function keepComparison(
	out: string,
	comparison: Comparison,
): Promise<void> {
	const before = readJson<Comparison>(join(out, COMPARISON));
	const told = ({ data, sha256, seed }: Comparison) =>
		`${data} (${sha256.slice(0, 12)}), seed ${seed}`;
	if (before && told(before) !== told(comparison))
		throw new Error(
			`reproduce: invalid --out: the runs in ${out} are of ${told(before)}, and these of ${told(comparison)}; expected the same data and seed, or another folder`,
		);
	await writeJson(join(out, COMPARISON), comparison);
}

function readJson<T>(file: string): T | undefined {
	if (!existsSync(file)) return undefined;
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch (error) {
		throw new Error(
			`reproduce: invalid ${file}: ${(error as Error).message}; expected the file that \`keypoints reproduce\` wrote; delete it to have it made anew`,
		);
	}
}

function writeJson(file: string, value: unknown): Promise<void> {
	return writeTextAtomically(file, `${JSON.stringify(value, null, "\t")}\n`);
}
