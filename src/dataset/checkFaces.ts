import { IMAGE_PIXELS, IMAGE_SIZE } from "../face";
import { type DataFrame, frameValues } from "./frame";

/** What of faces has to fit together: the parts that have a row for each face. */
export interface FaceParts {
	/** Where they came from; a file in an archive is `archive.zip/file.csv`. */
	source: string;
	/** Grey values 0-255, [n, 96, 96], each image row by row. */
	images: Uint8Array;
	/** The data row of each face in its file, [n]: 1 is the first after the header. */
	rows: Int32Array;
	/** Labels in pixels, n rows of 30 columns, NaN where missing; absent in a test file. */
	keypoints?: DataFrame;
	/** The competition's number of each image, [n]; only a test file has them. */
	imageIds?: Int32Array;
	/** The person (or near-copies) of each face, [n], where it is known. */
	groups?: Int32Array;
}

/**
 * Checks that the parts of some faces fit each other, before they are trained on
 * or measured: an image, a row number and, where there are labels, a row of 30 of
 * them for each face.
 *
 * @param caller the function to name in messages
 * @throws where a part is of another kind or length than the others, a column is
 * missing, or a label is neither a number nor missing (NaN)
 */
export function checkFaces(faces: FaceParts, caller: string): void {
	const count = faces.rows.length;
	const told = (problem: string, expected: string) =>
		new Error(
			`${caller}: invalid faces: ${faces.source} ${problem}; expected ${expected}`,
		);
	if (kindOf(faces.images) !== "Uint8Array")
		throw told(
			`has images as ${kindOf(faces.images)}`,
			"grey values 0 to 255 as a Uint8Array",
		);
	if (faces.images.length !== count * IMAGE_PIXELS)
		throw told(
			`has ${count} rows and ${faces.images.length / IMAGE_PIXELS} images`,
			`${count * IMAGE_PIXELS} grey values, ${IMAGE_SIZE}x${IMAGE_SIZE} for each row`,
		);
	for (const part of ["groups", "imageIds"] as const) {
		const values = faces[part];
		if (values && values.length !== count)
			throw told(
				`has ${values.length} ${part} for ${count} images`,
				"one for each image",
			);
	}
	if (!faces.keypoints) return;
	const labelled = faces.keypoints.shape[0];
	if (labelled !== count)
		throw told(
			`has labels of ${labelled} rows for ${count} images`,
			"a row of labels for each image: `selectFaces` keeps the two together",
		);
	// Reads every label, and says which is none.
	frameValues(faces.keypoints, caller);
}

/** The name of a value's kind; arrays of another realm, as a notebook's, count as ours. */
function kindOf(value: unknown): string {
	return Object.prototype.toString.call(value).slice(8, -1);
}
