import { COORDINATE_COUNT, type LabelSource, labelSources } from "../face";
import { type Faces, faceCount } from "./faces";
import type { DataFrame } from "./frame";
import { readGroups } from "./groups";
import { loadFaces } from "./load";
import type { DataFiles } from "./locate";
import { loadLookupTable } from "./lookup";
import { completeRows, missingTable } from "./missing";
import { checkPlausible } from "./plausible";
import { loadTestFaces } from "./testFaces";

/** What {@link checkData} has found. */
export interface DataReport {
	files: DataFiles;
	training: {
		rows: number;
		/** Rows that have all 15 points. */
		complete: number;
		/** Rows of each source, as labelSources has it, and rows without a label. */
		sourceA: number;
		sourceB: number;
		unlabelled: number;
		/** A row for each point, as missingTable makes it. */
		missing: DataFrame;
	};
	test?: { rows: number };
	/** Labels of the test faces, and how many people these are of. */
	testLabels?: { people: number };
	lookup?: {
		rows: number;
		/** Images it asks about. */
		images: number;
		/** Test images it does not ask about. */
		unasked: number;
	};
	groups?: { count: number };
	/** What is not as in faces in a few of them, a sentence each. */
	warnings: string[];
}

/**
 * Reads every cell and pixel of the files of a data set and checks them against
 * each other; a training file alone is enough.
 *
 * @throws at the first thing that is wrong: whatever loading a file throws; a
 * training file without labels, or with such as no face has; a lookup row that asks about an image that is
 * not in the test file; groups that are not one for each training row
 */
export async function checkData(files: DataFiles): Promise<DataReport> {
	const training = await loadFaces(files.training, { progress: true });
	if (!training.labels)
		throw new Error(
			`checkData: missing labels: ${training.source} has none; expected a training file`,
		);
	const test = files.test
		? await loadFaces(files.test, { progress: true })
		: undefined;
	const warnings = [training, ...(test ? [test] : [])].flatMap((faces) =>
		checkPlausible(faces, "checkData"),
	);
	return {
		files,
		warnings,
		training: countLabels(training, training.labels),
		...(test && { test: { rows: faceCount(test) } }),
		...(files.testLabels && {
			testLabels: {
				people: new Set((await loadTestFaces(files)).groups).size,
			},
		}),
		...(files.lookup && { lookup: await checkLookup(files.lookup, test) }),
		...(files.groups && {
			groups: { count: await checkGroups(files.groups, training) },
		}),
	};
}

function countLabels(
	faces: Faces,
	labels: Float32Array,
): DataReport["training"] {
	const sources = labelSources(labels).map((source, row) =>
		hasLabels(labels, row) ? source : undefined,
	);
	const tally = (source: LabelSource | undefined) =>
		sources.filter((each) => each === source).length;
	return {
		rows: faceCount(faces),
		complete: completeRows(labels).length,
		sourceA: tally("A"),
		sourceB: tally("B"),
		unlabelled: tally(undefined),
		missing: missingTable(labels),
	};
}

function hasLabels(labels: Float32Array, row: number): boolean {
	const first = row * COORDINATE_COUNT;
	return !labels.subarray(first, first + COORDINATE_COUNT).every(Number.isNaN);
}

async function checkLookup(
	path: string,
	test: Faces | undefined,
): Promise<DataReport["lookup"]> {
	const { rows } = await loadLookupTable(path);
	const asked = new Set(rows.map(({ imageId }) => imageId));
	if (!test) return { rows: rows.length, images: asked.size, unasked: 0 };
	const known = new Set(test.imageIds);
	const stray = rows.findIndex(({ imageId }) => !known.has(imageId));
	if (stray >= 0)
		throw new Error(
			`checkData: unknown ImageId: ${rows[stray].imageId} in ${path}, row ${stray + 1}, column ImageId; expected an image of ${test.source}`,
		);
	const unasked = [...known].filter((id) => !asked.has(id)).length;
	return { rows: rows.length, images: asked.size, unasked };
}

async function checkGroups(path: string, faces: Faces): Promise<number> {
	const groupOfRow = await readGroups(path);
	const last = faceCount(faces);
	const missing = faces.rows.find((row) => !groupOfRow.has(row));
	if (missing !== undefined || groupOfRow.size !== last)
		throw new Error(
			`checkData: invalid groups: ${path} has ${groupOfRow.size} rows${missing === undefined ? "" : ` and none for row ${missing}`}; expected one for each of the ${last} rows of ${faces.source}`,
		);
	return new Set(groupOfRow.values()).size;
}

/** A report as text for people: what is there, and what is missing point by point. */
export function formatDataReport(report: DataReport): string {
	const { files, training, test, lookup, groups, warnings } = report;
	const share = (rows: number) =>
		`${rows} (${((100 * rows) / training.rows).toFixed(1)} %)`;
	const lines = [
		`data: ${files.origin}`,
		"",
		`training  ${training.rows} faces, ${files.training}`,
		`          ${share(training.complete)} have all 15 points`,
		`          ${share(training.sourceA)} are of source A, ${share(training.sourceB)} of B, with its 4 points at most; ${share(training.unlabelled)} have none`,
		test ? `test      ${test.rows} faces, ${files.test}` : "test      no file",
		...(report.testLabels
			? [
					`          with labels, of ${report.testLabels.people} other people, ${files.testLabels}`,
				]
			: []),
		lookup
			? `lookup    ${lookup.rows} rows about ${lookup.images} images, ${files.lookup}${lookup.unasked > 0 ? `; ${lookup.unasked} test images are not asked about` : ""}`
			: "lookup    no file",
		groups
			? `groups    ${groups.count} in ${files.groups}`
			: "groups    no file: a split goes by how alike the images are",
		"",
		`${"point".padEnd(24)}${"labelled".padStart(9)}${"missing".padStart(9)}${"%".padStart(7)}`,
		...(training.missing.values as [string, number, number, number][]).map(
			([name, labelled, missing, percent]) =>
				`${name.padEnd(24)}${String(labelled).padStart(9)}${String(missing).padStart(9)}${percent.toFixed(1).padStart(7)}`,
		),
		"",
		...(warnings.length > 0
			? [
					"Every cell and pixel has been read. Not as it should be:",
					...warnings.map((warning) => `- ${warning}`),
				]
			: ["Every cell and pixel has been read and is as it should be."]),
	];
	return lines.join("\n");
}
