import { makeFolder, mixSeed, withFiles } from "../base";
import { formatLabel, TRAINING_HEADER } from "../dataset";
import { COORDINATE_NAMES } from "../face";
import { drawFaces } from "./processes";

/**
 * Version of the sample's drawings and formats: another version draws other
 * faces from the same seed.
 */
export const SAMPLE_VERSION = 2;

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
	const total = trainingCount + testCount;
	let done = 0;
	const tick = () => onProgress(++done, total);
	const fill = async (partial: string) => {
		await writeTraining(partial, trainingCount, mixSeed(seed, 0), tick);
		await writeTest(partial, testCount, mixSeed(seed, 1), tick);
	};
	await makeFolder(folder, fill, true);
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
			await faces.write(TRAINING_HEADER);
			await groups.write("Row,Group\n");
			for await (const face of drawFaces(count, seed)) {
				await faces.write(
					`${face.labels.map(formatLabel).join(",")},${face.pixels}\n`,
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
				await faces.write(`${face.row},${face.pixels}\n`);
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
