import { COORDINATE_COUNT, IMAGE_PIXELS } from "../face";
import { checkFaces, type FaceParts } from "./checkFaces";

/** Face images with their labels, in the order of the file they came from. */
export interface Faces extends FaceParts {
	/** The file on disk: the archive, where they came from one. */
	file: string;
	/** Rows of the file that were left out because they could not be read. */
	skipped: number;
	/** Why the first few of them were left out. */
	skippedReasons: string[];
}

/** Faces of a file that has columns for labels, as a training file. */
export interface LabelledFaces extends Faces {
	labels: Float32Array;
}

/** The number of faces. */
export function faceCount(faces: Faces): number {
	return faces.rows.length;
}

/**
 * A copy of some of the faces, in the order of `indices` (an index may come
 * more than once). What belongs to a face (labels, rows, ids, groups) goes along.
 *
 * @param indices positions in `faces`, 0 is the first
 * @throws where an index is not a position in `faces`, or the parts of `faces` do
 * not fit each other
 */
export function selectFaces<F extends Faces>(
	faces: F,
	indices: ArrayLike<number>,
): F {
	checkFaces(faces, "selectFaces");
	const count = faceCount(faces);
	const picked = Int32Array.from(indices);
	picked.forEach((index, i) => {
		if (index !== indices[i] || index < 0 || index >= count)
			throw new Error(
				`selectFaces: invalid index: ${indices[i]}; expected whole numbers from 0 to ${count - 1}`,
			);
	});
	const images = new Uint8Array(picked.length * IMAGE_PIXELS);
	pickRows(faces.images, images, picked, IMAGE_PIXELS);
	const { labels } = faces;
	const chosen = new Float32Array(
		labels ? picked.length * COORDINATE_COUNT : 0,
	);
	if (labels) pickRows(labels, chosen, picked, COORDINATE_COUNT);
	const pick = (values: Int32Array) => picked.map((index) => values[index]);
	return {
		...faces,
		images,
		rows: pick(faces.rows),
		...(labels && { labels: chosen }),
		...(faces.imageIds && { imageIds: pick(faces.imageIds) }),
		...(faces.groups && { groups: pick(faces.groups) }),
	};
}

/**
 * The labels of faces, [n, 30] in pixels and in the competition's order, NaN where
 * missing: those of the faces themselves, not a copy.
 *
 * @throws where the faces have no labels, as in a test file, or not a row of them
 * for each image
 */
export function labelsOf(faces: Faces, caller = "labelsOf"): Float32Array {
	if (!faces.labels)
		throw new Error(
			`${caller}: missing labels: ${faces.source} has none; expected a training file`,
		);
	checkFaces(faces, caller);
	return faces.labels;
}

/** Copies rows of some width, one after the other. */
function pickRows<T extends Uint8Array | Float32Array>(
	from: T,
	to: T,
	picked: Int32Array,
	width: number,
): void {
	picked.forEach((index, i) => {
		to.set(from.subarray(index * width, (index + 1) * width), i * width);
	});
}
