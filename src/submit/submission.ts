import { writeAtomically } from "../base";
import { type LookupTable, readTable } from "../dataset";
import { COORDINATE_COUNT, IMAGE_SIZE } from "../face";

const HEADER = ["RowId", "Location"];
const DECIMALS = 4; // a ten thousandth of a pixel: far below what a label is worth

/**
 * The predicted location for every row of the lookup table, in its order, in
 * pixels.
 *
 * @param imageIds the competition's number of each predicted image, [n]
 * @param predicted [n, 30] in pixels
 * @throws where a row names an image that was not predicted
 */
export function lookUpLocations(
	table: LookupTable,
	imageIds: Int32Array,
	predicted: Float32Array,
): number[] {
	const position = new Map(Array.from(imageIds, (id, i) => [id, i]));
	return table.rows.map(({ rowId, imageId, coordinate }) => {
		const image = position.get(imageId);
		if (image === undefined)
			throw new Error(
				`lookUpLocations: unknown ImageId: ${imageId} in RowId ${rowId} of ${table.source}; expected one of the ${imageIds.length} images of the test file`,
			);
		return predicted[image * COORDINATE_COUNT + coordinate];
	});
}

/** Moves a location that lies outside the image to its border, where the label can at most be. */
export function limitToImage(location: number): number {
	return Math.min(Math.max(location, 0), IMAGE_SIZE);
}

/**
 * Writes a submission, `RowId,Location`, and checks it row by row before it gets
 * its name.
 *
 * @param locations one for each row of the table, in pixels, within the image
 * @throws where there are more or fewer locations than rows, or the written file
 *   does not answer the table
 */
export async function writeSubmission(
	path: string,
	table: LookupTable,
	locations: readonly number[],
): Promise<void> {
	if (locations.length !== table.rows.length)
		throw new Error(
			`writeSubmission: invalid number of locations: ${locations.length}; expected ${table.rows.length}, one for each row of ${table.source}`,
		);
	const lines = table.rows.map(
		({ rowId }, i) => `${rowId},${locations[i].toFixed(DECIMALS)}`,
	);
	const text = `${[HEADER.join(","), ...lines].join("\n")}\n`;
	await writeAtomically(
		path,
		(file) => file.writeFile(text),
		(unchecked) => checkSubmission(unchecked, table),
	);
}

/**
 * Checks a submission against the lookup table: a row for each of its rows and
 * no other, each with a location within the image.
 *
 * @throws at the first row that is wrong, with its number
 */
export async function checkSubmission(
	path: string,
	table: LookupTable,
): Promise<void> {
	const rows = await readTable("checkSubmission", path, HEADER);
	if (rows.length !== table.rows.length)
		throw new Error(
			`checkSubmission: invalid number of rows: ${rows.length} in ${path}; expected the ${table.rows.length} of ${table.source}`,
		);
	rows.forEach(({ cells, where }, i) => {
		const { rowId } = table.rows[i];
		if (cells.RowId !== String(rowId))
			throw new Error(
				`checkSubmission: invalid RowId: ${cells.RowId} ${where}; expected ${rowId}`,
			);
		const location = Number(cells.Location);
		if (cells.Location === "" || !(location >= 0 && location <= IMAGE_SIZE))
			throw new Error(
				`checkSubmission: invalid Location: ${JSON.stringify(cells.Location)} ${where}; expected pixels from 0 to ${IMAGE_SIZE}`,
			);
	});
}
