import { randomUUID } from "node:crypto";
import {
	type FileHandle,
	mkdir,
	open,
	readdir,
	rename,
	rm,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { COORDINATE_NAMES } from "../keypoints";
import { createRandom, mixSeed, type Random } from "../random";
import { createHead, markHead } from "./head";
import { createPerson, createShot } from "./person";

/**
 * Version of the sample's drawings and formats: another version draws other
 * faces from the same seed.
 */
export const SAMPLE_VERSION = 1;

/** What {@link writeSample} draws. */
export interface SampleOptions {
	/** Rows of training.csv; default 2000. */
	trainingCount?: number;
	/** Rows of test.csv, of people who are in no training row; default 300. */
	testCount?: number;
	/** Same seed, same files; default 2026. */
	seed?: number;
	/** Called after each face. */
	onProgress?: (done: number, total: number) => void;
}

/** Share of the rows that source A marks, as in the competition. */
const SOURCE_A_SHARE = 0.31;
/** Share of A's rows with gaps, and of B's. */
const GAPS_A = 0.06;
const GAPS_B = 0.002;
/** Standard deviation with which a label misses its place, in pixels. */
const LABEL_NOISE_PIXELS = 0.3;
/** Pictures that are shuffled together; more need no more memory. */
const BLOCK = 1024;

/**
 * Draws faces and writes them as files of the competition's exact formats:
 * training.csv, test.csv, IdLookupTable.csv and SampleSubmission.csv; and
 * training_groups.csv, which tells the drawn person of each training row. There
 * are 5 to 8 pictures of each person. About 31 % of the rows are marked by
 * source A (15 points, a few rows with gaps), the others by B (4 points, nose
 * and lip 5 to 7 pixels from where A marks them).
 *
 * The folder appears, or is replaced, when all of it is written.
 *
 * @throws where a count is no whole number of at least 1, or writing fails
 */
export async function writeSample(
	folder: string,
	options: SampleOptions = {},
): Promise<void> {
	const {
		trainingCount = 2000,
		testCount = 300,
		seed = 2026,
		onProgress = () => {},
	} = options;
	for (const [name, count] of Object.entries({ trainingCount, testCount }))
		if (!Number.isSafeInteger(count) || count < 1)
			throw new Error(
				`writeSample: invalid ${name}: ${count}; expected a whole number of at least 1`,
			);
	const target = resolve(folder);
	await removeLeftovers(target);
	const partial = join(
		dirname(target),
		`.${basename(target)}-${process.pid}-${randomUUID()}.partial`,
	);
	const total = trainingCount + testCount;
	let done = 0;
	const tick = () => onProgress(++done, total);
	try {
		await mkdir(partial, { recursive: true });
		await writeTraining(partial, trainingCount, mixSeed(seed, 0), tick);
		await writeTest(partial, testCount, mixSeed(seed, 1), tick);
		await replaceFolder(partial, target);
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
}

async function writeTraining(
	folder: string,
	count: number,
	seed: number,
	tick: () => void,
): Promise<void> {
	await withFiles(
		folder,
		["training.csv", "training_groups.csv"],
		async (faces, groups) => {
			await faces.write(`${COORDINATE_NAMES.join(",")},Image\n`);
			await groups.write("Row,Group\n");
			for await (const face of drawFaces(count, seed)) {
				await faces.write(
					`${face.labels.map(formatLabel).join(",")},${face.image.join(" ")}\n`,
				);
				await groups.write(`${face.row},${face.person}\n`);
				tick();
			}
		},
	);
}

async function writeTest(
	folder: string,
	count: number,
	seed: number,
	tick: () => void,
): Promise<void> {
	await withFiles(
		folder,
		["test.csv", "IdLookupTable.csv", "SampleSubmission.csv"],
		async (faces, lookup, submission) => {
			await faces.write("ImageId,Image\n");
			await lookup.write("RowId,ImageId,FeatureName,Location\n");
			await submission.write("RowId,Location\n");
			let rowId = 0;
			for await (const face of drawFaces(count, seed)) {
				await faces.write(`${face.row},${face.image.join(" ")}\n`);
				for (const [i, label] of face.labels.entries()) {
					if (Number.isNaN(label)) continue;
					rowId++;
					await lookup.write(`${rowId},${face.row},${COORDINATE_NAMES[i]},\n`);
					await submission.write(`${rowId},0\n`);
				}
				tick();
			}
		},
	);
}

interface DrawnFace {
	/** 1 is the first. */
	row: number;
	person: number;
	/** [30], NaN where missing. */
	labels: number[];
	/** [96, 96] */
	image: Uint8Array;
}

/** Draws people one block after the other, the pictures of a block in random order. */
async function* drawFaces(
	count: number,
	seed: number,
): AsyncGenerator<DrawnFace> {
	// Here, so that whoever draws nothing does not load the canvas.
	const { createPainter } = await import("./picture");
	const paint = createPainter();
	let person = 0;
	for (let row = 0; row < count; ) {
		const block: { person: number; shot: number }[] = [];
		while (block.length < Math.min(BLOCK, count - row)) {
			person++;
			const shots = 5 + createRandom(mixSeed(seed, person, 0)).integer(4);
			for (let shot = 1; shot <= shots; shot++) block.push({ person, shot });
		}
		block.length = Math.min(block.length, count - row);
		createRandom(mixSeed(seed, row)).shuffle(block);
		for (const drawn of block) {
			const random = createRandom(mixSeed(seed, drawn.person, drawn.shot));
			const model = createPerson(createRandom(mixSeed(seed, drawn.person, 0)));
			const shot = createShot(random);
			const source = random.uniform() < SOURCE_A_SHARE ? "A" : "B";
			const labels = markHead(createHead(model, shot), shot, source);
			yield {
				row: ++row,
				person: drawn.person,
				labels: spoil(labels, source, random),
				image: paint(model, shot),
			};
		}
	}
}

/** Adds the labels' noise and gaps; the nose's tip is never missing. */
function spoil(labels: number[], source: "A" | "B", random: Random): number[] {
	const spoilt = labels.map(
		(label) => label + random.normal(0, LABEL_NOISE_PIXELS),
	);
	const forget = (name: string) => {
		const i = COORDINATE_NAMES.indexOf(`${name}_x`);
		spoilt[i] = Number.NaN;
		spoilt[i + 1] = Number.NaN;
	};
	if (source === "B") {
		if (random.uniform() < GAPS_B) forget("mouth_center_bottom_lip");
	} else if (random.uniform() < GAPS_A) {
		const oftenMissing = [
			"left_eyebrow_outer_end",
			"right_eyebrow_outer_end",
			"left_eye_outer_corner",
			"mouth_center_bottom_lip",
			"right_eye_inner_corner",
		];
		for (let gaps = 1 + random.integer(2); gaps > 0; gaps--)
			forget(oftenMissing[Math.floor(random.uniform() ** 2 * 5)]);
	}
	return spoilt;
}

function formatLabel(label: number): string {
	return Number.isNaN(label) ? "" : String(Number(label.toFixed(8)));
}

interface TextFile {
	write(text: string): Promise<void>;
}

/** Opens new files for writing in pieces of a megabyte, and closes them whatever happens. */
async function withFiles(
	folder: string,
	names: string[],
	work: (...files: TextFile[]) => Promise<void>,
): Promise<void> {
	const handles: FileHandle[] = [];
	try {
		for (const name of names)
			handles.push(await open(join(folder, name), "wx"));
		const waiting = handles.map(() => "");
		const flush = async (i: number) => {
			const text = waiting[i];
			waiting[i] = "";
			await handles[i].writeFile(text);
		};
		await work(
			...handles.map((_, i) => ({
				async write(text: string) {
					waiting[i] += text;
					if (waiting[i].length > 1 << 20) await flush(i);
				},
			})),
		);
		for (const i of handles.keys()) await flush(i);
	} finally {
		for (const handle of handles) await handle.close();
	}
}

/** Removes what a process that was killed has left half written. */
async function removeLeftovers(target: string): Promise<void> {
	const parent = dirname(target);
	for (const name of await readdir(parent).catch(() => [] as string[])) {
		if (!name.startsWith(`.${basename(target)}-`)) continue;
		const pid = /-(\d+)-[-0-9a-f]{36}\.partial(-old)?$/.exec(name)?.[1];
		if (pid !== undefined && !isRunning(Number(pid)))
			await rm(join(parent, name), { recursive: true, force: true });
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}

/** Gives a finished folder its name; one that has the name already goes. */
async function replaceFolder(from: string, to: string): Promise<void> {
	const old = `${from}-old`;
	const isMissing = (error: NodeJS.ErrnoException) => {
		if (error.code !== "ENOENT") throw error;
	};
	await rename(to, old).catch(isMissing);
	await rename(from, to);
	await rm(old, { recursive: true, force: true });
}
