import {
	COORDINATE_COUNT,
	COORDINATE_NAMES,
	HIGHEST_COORDINATE,
	LOWEST_COORDINATE,
} from "../face";
import { NOT_A_NUMBER, readNumber } from "./cells";
import type { LabelledFaces } from "./faces";
import { loadFaces } from "./load";
import type { DataFiles } from "./locate";
import { readTable, type TableRow, wholeNumber } from "./table";

/**
 * Loads test faces together with their labels and persons, which stand in a file
 * of their own: `test_labels.csv`, `ImageId,Group` and the 30 coordinates, blank
 * where a label is missing. The competition keeps such a file to itself.
 *
 * @returns faces with `labels` and `groups`
 * @throws where one of the two files is not there, an image has no row or more
 * than one, a row is of no image, or a cell is no number
 */
export async function loadTestFaces({
	origin,
	test,
	testLabels,
}: DataFiles): Promise<LabelledFaces & { groups: Int32Array }> {
	const caller = "loadTestFaces";
	if (!test || !testLabels)
		throw new Error(
			`${caller}: missing ${test ? "labels of the test faces: no test_labels.csv" : "test faces: no test.csv"}: ${origin}; expected data that holds both, as \`npx keypoints data download --set youtube-faces\` makes it (Kaggle keeps the labels of its test faces to itself)`,
		);
	const faces = await loadFaces(test, { progress: true });
	if (!faces.imageIds)
		throw new Error(
			`${caller}: missing column: ImageId in ${faces.source}; expected a test file`,
		);
	const labelled = await readLabels(caller, testLabels);
	const ids = [...faces.imageIds];
	const unlabelled = ids.find((id) => !labelled.has(id));
	const known = new Set(ids);
	const stray = [...labelled.keys()].find((id) => !known.has(id));
	if (unlabelled !== undefined || stray !== undefined)
		throw new Error(
			`${caller}: ${unlabelled !== undefined ? `missing row: ${testLabels} has none for image ${unlabelled} of ${faces.source}` : `unknown ImageId: ${stray} in ${testLabels}; there is no such image in ${faces.source}`}; expected one row for each image`,
		);
	const labels = new Float32Array(ids.length * COORDINATE_COUNT);
	const groups = new Int32Array(ids.length);
	for (const [i, id] of ids.entries()) {
		const row = labelled.get(id) as TestLabels;
		labels.set(row.labels, i * COORDINATE_COUNT);
		groups[i] = row.group;
	}
	return { ...faces, labels, groups };
}

interface TestLabels {
	group: number;
	labels: number[];
}

async function readLabels(
	caller: string,
	path: string,
): Promise<Map<number, TestLabels>> {
	const columns = ["ImageId", "Group", ...COORDINATE_NAMES];
	const labelled = new Map<number, TestLabels>();
	for (const line of await readTable(caller, path, columns)) {
		const id = wholeNumber(caller, line, "ImageId");
		if (labelled.has(id))
			throw new Error(
				`${caller}: invalid ImageId: ${id} ${line.where}, column ImageId, is there twice; expected it once`,
			);
		labelled.set(id, {
			group: wholeNumber(caller, line, "Group"),
			labels: COORDINATE_NAMES.map((name) => readLabel(caller, line, name)),
		});
	}
	return labelled;
}

function readLabel(
	caller: string,
	{ cells, where }: TableRow,
	column: string,
): number {
	const bytes = Buffer.from(cells[column]);
	const value = readNumber(bytes, 0, bytes.length);
	if (
		value === NOT_A_NUMBER ||
		value < LOWEST_COORDINATE ||
		value > HIGHEST_COORDINATE
	)
		throw new Error(
			`${caller}: invalid coordinate: ${JSON.stringify(cells[column])} ${where}, column ${column}; expected pixels from ${LOWEST_COORDINATE} to ${HIGHEST_COORDINATE}, or a blank cell`,
		);
	return value;
}
