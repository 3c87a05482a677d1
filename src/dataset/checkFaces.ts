import {
	COORDINATE_COUNT,
	COORDINATE_NAMES,
	IMAGE_PIXELS,
	IMAGE_SIZE,
} from "../face";

/** What of faces has to fit together: the parts that have a row for each face. */
export interface FaceParts {
	/** Where they came from; a file in an archive is `archive.zip/file.csv`. */
	source: string;
	/** Grey values 0-255, [n, 96, 96], each image row by row. */
	images: Uint8Array;
	/** The data row of each face in its file, [n]: 1 is the first after the header. */
	rows: Int32Array;
	/** Labels in pixels, [n, 30] in the competition's order, NaN where missing; absent in a test file. */
	labels?: Float32Array;
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
 * @throws where a part is of another kind or length than the others, or a label is neither a finite number nor missing (NaN)
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
	const { labels } = faces;
	if (labels === undefined) return;
	if (kindOf(labels) !== "Float32Array")
		throw told(
			`has labels as ${kindOf(labels)}`,
			"pixels as a Float32Array, 30 for each image: `fromFrame` makes it of a DataFrame",
		);
	if (labels.length !== count * COORDINATE_COUNT)
		throw told(
			`has ${labels.length / COORDINATE_COUNT} rows of labels for ${count} images`,
			"a row of labels for each image: `selectFaces` keeps the two together",
		);
	const bad = labels.findIndex((label) => Math.abs(label) === Infinity);
	if (bad >= 0)
		throw told(
			`has a label ${labels[bad]}, ${COORDINATE_NAMES[bad % COORDINATE_COUNT]} of face ${Math.floor(bad / COORDINATE_COUNT)}, from 0`,
			"pixels, or NaN where there is no label",
		);
}

/** The name of a value's kind; arrays of another realm, as a notebook's, count as ours. */
function kindOf(value: unknown): string {
	return Object.prototype.toString.call(value).slice(8, -1);
}
