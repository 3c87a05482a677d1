import {
	describeLikeness,
	groupImages,
	type LikenessOptions,
} from "../likeness";
import { checkFaces } from "./checkFaces";
import { type Faces, faceCount } from "./faces";
import type { DataFiles } from "./locate";
import { readTable, wholeNumber } from "./table";

/**
 * Loads the group (the person) of each face from a file `Row,Group`, where Row
 * is the data row of the faces file and 1 its first.
 *
 * @returns [n], in the order of the faces
 * @throws where a row is there twice, a cell is no whole number, or a face's row
 * is not there
 */
export async function loadGroups(
	path: string,
	faces: Faces,
): Promise<Int32Array> {
	const groupOfRow = await readGroups(path);
	return faces.rows.map((row) => {
		const group = groupOfRow.get(row);
		if (group === undefined)
			throw new Error(
				`loadGroups: missing row: ${path} has no group for row ${row} of ${faces.source}; expected one for each row`,
			);
		return group;
	});
}

/**
 * Reads a file `Row,Group`.
 *
 * @returns the group by row
 */
export async function readGroups(path: string): Promise<Map<number, number>> {
	const caller = "loadGroups";
	const groupOfRow = new Map<number, number>();
	for (const line of await readTable(caller, path, ["Row", "Group"])) {
		const row = wholeNumber(caller, line, "Row");
		if (groupOfRow.has(row))
			throw new Error(
				`${caller}: invalid Row: ${row} ${line.where}, column Row, is there twice; expected it once`,
			);
		groupOfRow.set(row, wholeNumber(caller, line, "Group"));
	}
	return groupOfRow;
}

/**
 * The groups to keep together in a split: those that the faces have, those of
 * the data's groups file, else by likeness.
 *
 * @returns the group of each face, [n], and in words where it is from
 */
export async function groupsOf(
	faces: Faces,
	files: DataFiles,
): Promise<{ groups: Int32Array; origin: string }> {
	const describe = (groups: Int32Array, origin: string) => ({
		groups,
		origin: `${new Set(groups).size} groups of ${faceCount(faces)} faces, ${origin}`,
	});
	if (faces.groups) return describe(faces.groups, "as the faces have them");
	if (files.groups)
		return describe(
			await loadGroups(files.groups, faces),
			`from ${files.groups}`,
		);
	return describe(
		await groupByLikeness(faces, { progress: true }),
		describeLikeness(faceCount(faces)),
	);
}

/**
 * Groups faces by how alike their images are: see {@link groupImages}.
 *
 * @returns the group of each face, [n], numbered from 0 in order of appearance
 * @throws where the threshold is not in [-1, 1], `largest` is below 1, or the parts
 * of the faces do not fit each other
 */
export async function groupByLikeness(
	faces: Faces,
	options: LikenessOptions = {},
): Promise<Int32Array> {
	checkFaces(faces, "groupByLikeness");
	return groupImages(faces.images, faces.labels, "groupByLikeness", options);
}
