import { checkOutput } from "../base";
import {
	type DataFiles,
	dataFiles,
	type Faces,
	loadFaces,
	loadLookupTable,
} from "../dataset";
import { lookupSources } from "../face";
import { filesOfRun, openRun } from "../run";
import { limitToImage, lookUpLocations, writeSubmission } from "./submission";

/** What a submission came to. */
export interface Submission {
	/** Rows written, without the header. */
	rows: number;
	/** Test images that the rows are about. */
	images: number;
	/** Predictions outside the image that were moved to its border. */
	moved: number;
}

/**
 * Predicts the test images with a run's best weights and writes the competition's
 * submission: a row `RowId,Location` for every row of the lookup table, in its
 * order, checked row by row. A model that knows the labelling sources answers as
 * that of each image, by what the table asks of it.
 *
 * @param options.overwrite whether a file that is there is replaced. Default false
 * @throws where `out` cannot be written, or is read here; where a file of the data is missing or wrong, or a lookup row names an
 *   image that the test file does not have
 */
export async function submitRun(
	folder: string,
	data: DataFiles,
	out: string,
	options: { overwrite?: boolean } = {},
): Promise<Submission> {
	checkOutput("submitRun", out, {
		inputs: [...dataFiles(data), ...filesOfRun(folder)],
		...options,
	});
	const run = await openRun(folder);
	try {
		const table = await loadLookupTable(required(data, "lookup"));
		const faces = await loadFaces(required(data, "test"), { progress: true });
		const imageIds = imageIdsOf(faces);
		const sourceOf = lookupSources(table.rows);
		const sources = Array.from(imageIds, (id) => sourceOf.get(id) ?? "A");
		const { points } = await run.predict(faces.images, { sources });
		const raw = lookUpLocations(table, imageIds, points);
		const locations = raw.map(limitToImage);
		await writeSubmission(out, table, locations);
		return {
			rows: table.rows.length,
			images: new Set(table.rows.map(({ imageId }) => imageId)).size,
			moved: raw.filter((location, i) => location !== locations[i]).length,
		};
	} finally {
		run.dispose();
	}
}

const NAMES = {
	test: "test.csv",
	lookup: "IdLookupTable.csv (or submissionFileFormat.csv)",
};

function required(data: DataFiles, kind: "test" | "lookup"): string {
	const file = data[kind];
	if (file) return file;
	throw new Error(
		`submitRun: missing ${NAMES[kind]} in the data: ${data.origin}; expected it beside ${data.training}`,
	);
}

function imageIdsOf(faces: Faces): Int32Array {
	if (faces.imageIds) return faces.imageIds;
	throw new Error(
		`submitRun: missing column ImageId in ${faces.source}; expected the competition's test file`,
	);
}
