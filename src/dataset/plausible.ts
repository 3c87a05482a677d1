import { checkFaces } from "./checkFaces";
import { type Doubt, doubtsOf } from "./doubts";
import { type Faces, faceCount } from "./faces";

/** Rows that a message names. */
const ROWS_NAMED = 5;

/**
 * Looks whether faces can be faces: where the eyes and the mouth lie, whether
 * labels are pixels, whether something else than blank cells stands for missing
 * ones, whether the pictures show anything.
 *
 * @param caller the function to name in messages
 * @returns what is not so in a few rows, a sentence each, with the rows
 * @throws where the parts of the faces do not fit each other, where it is not so in so many that training would be on nonsense, and
 * where there is no label at all in a file that has columns for them
 */
export function checkPlausible(faces: Faces, caller: string): string[] {
	checkFaces(faces, caller);
	if (faces.labels?.every(Number.isNaN))
		throw new Error(
			`${caller}: missing labels: ${faces.source} has columns for them, and not one label in its ${faceCount(faces)} rows; expected pixels in some`,
		);
	const doubts = doubtsOf(faces);
	const worst = doubts.find(({ count, of, limit }) => count > limit * of);
	if (worst)
		throw new Error(`${caller}: invalid faces: ${describe(worst, faces)}`);
	return doubts
		.filter(({ count, of, usual = 0 }) => count > usual * of)
		.map((doubt) => describe(doubt, faces));
}

function describe(
	{ count, of, unit = "faces", problem, expected, rows }: Doubt,
	{ source }: Faces,
): string {
	const named = rows.slice(0, ROWS_NAMED).join(", ");
	const more =
		rows.length > ROWS_NAMED ? ` and ${rows.length - ROWS_NAMED} more` : "";
	return `${count} of ${of} ${unit} ${problem}, in ${source}, row${rows.length > 1 ? "s" : ""} ${named}${more}; expected ${expected}`;
}
