import { COORDINATE_NAMES } from "../face";
import { readTable, wholeNumber } from "./table";

/** One number that the competition asks for. */
export interface LookupRow {
	rowId: number;
	imageId: number;
	/** The coordinate's name, as in `nose_tip_x`. */
	featureName: string;
	/** Its place in COORDINATE_NAMES, 0 to 29. */
	coordinate: number;
}

/** What a submission has to answer, in the file's order. */
export interface LookupTable {
	source: string;
	rows: LookupRow[];
}

/**
 * Loads the table of what to predict, `RowId,ImageId,FeatureName` and maybe
 * `Location`: `IdLookupTable.csv`, once `submissionFileFormat.csv`.
 *
 * @throws where a column is missing, an id is no whole number, a feature is
 * unknown, or a RowId or an image's feature comes twice, with the row
 */
export async function loadLookupTable(path: string): Promise<LookupTable> {
	const caller = "loadLookupTable";
	const table = await readTable(caller, path, [
		"RowId",
		"ImageId",
		"FeatureName",
	]);
	const rowOf = new Map<string, number>();
	const claim = (key: string, row: number, where: string) => {
		const earlier = rowOf.get(key);
		if (earlier !== undefined)
			throw new Error(
				`${caller}: invalid row: ${key} ${where} is in row ${earlier} too; expected it once`,
			);
		rowOf.set(key, row);
	};
	const rows = table.map((line) => {
		const rowId = wholeNumber(caller, line, "RowId");
		const imageId = wholeNumber(caller, line, "ImageId");
		const featureName = line.cells.FeatureName;
		const coordinate = COORDINATE_NAMES.indexOf(featureName);
		if (coordinate < 0)
			throw new Error(
				`${caller}: unknown FeatureName: ${JSON.stringify(featureName)} ${line.where}, column FeatureName; expected one of ${COORDINATE_NAMES.join(", ")}`,
			);
		claim(`RowId ${rowId}`, line.row, line.where);
		claim(`${featureName} of image ${imageId}`, line.row, line.where);
		return { rowId, imageId, featureName, coordinate };
	});
	return { source: path, rows };
}
