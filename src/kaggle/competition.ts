import { faceCount, loadFaces, loadLookupTable, readTable } from "../dataset";

/** A file of the competition, as Kaggle names it. */
export interface CompetitionFile {
	name: string;
	/** Names without ending under which it may lie in a folder already. */
	stems: string[];
	/** What is in it, which decides how it is checked. */
	kind: "training" | "test" | "lookup" | "sample";
	/** Data rows that it has. */
	rows: number;
}

/** Kaggle's name of the competition. */
export const COMPETITION = "facial-keypoints-detection";

/** The competition's page, below which are its data and its rules. */
export const COMPETITION_PAGE = `https://www.kaggle.com/competitions/${COMPETITION}`;

/** All files of the competition (https://www.kaggle.com/c/facial-keypoints-detection/data). */
export const COMPETITION_FILES: readonly CompetitionFile[] = [
	{
		name: "training.zip",
		stems: ["training"],
		kind: "training",
		rows: 7049,
	},
	{ name: "test.zip", stems: ["test"], kind: "test", rows: 1783 },
	{
		name: "IdLookupTable.csv",
		stems: ["IdLookupTable", "submissionFileFormat"],
		kind: "lookup",
		rows: 27124,
	},
	{
		name: "SampleSubmission.csv",
		stems: ["SampleSubmission"],
		kind: "sample",
		rows: 27124,
	},
];

/**
 * Reads a file of the competition from its first byte to its last.
 *
 * @throws where it is not what its kind should be, or has another number of rows
 */
export async function checkFile(
	path: string,
	{ name, kind, rows }: CompetitionFile,
): Promise<void> {
	const found = await countRows(path, kind);
	if (found !== rows)
		throw new Error(
			`checkFile: invalid number of rows: ${found} in ${path}; expected the ${rows} of the competition's ${name}`,
		);
}

async function countRows(
	path: string,
	kind: CompetitionFile["kind"],
): Promise<number> {
	if (kind === "lookup") return (await loadLookupTable(path)).rows.length;
	if (kind === "sample")
		return (await readTable("checkFile", path, ["RowId", "Location"])).length;
	const faces = await loadFaces(path, { progress: true });
	if ((kind === "training") !== (faces.labels !== undefined))
		throw new Error(
			`checkFile: invalid file: ${faces.source} has ${faces.labels ? "labels" : "no labels"}; expected a ${kind} file`,
		);
	return faceCount(faces);
}
