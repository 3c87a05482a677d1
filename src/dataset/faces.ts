import { COORDINATE_COUNT, IMAGE_PIXELS } from "../face";
import { checkFaces, type FaceParts } from "./checkFaces";
import { createFrame, type DataFrame, frameValues } from "./frame";

/** Face images with their labels, in the order of the file they came from. */
export interface Faces extends FaceParts {
	/** The file on disk: the archive, where they came from one. */
	file: string;
	/** Rows of the file that were left out because they could not be read. */
	skipped: number;
	/** Why the first few of them were left out. */
	skippedReasons: string[];
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
export function selectFaces(faces: Faces, indices: ArrayLike<number>): Faces {
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
	picked.forEach((index, i) => {
		images.set(
			faces.images.subarray(index * IMAGE_PIXELS, (index + 1) * IMAGE_PIXELS),
			i * IMAGE_PIXELS,
		);
	});
	const pick = (values: Int32Array) => picked.map((index) => values[index]);
	return {
		...faces,
		images,
		rows: pick(faces.rows),
		...(faces.keypoints && { keypoints: pickRows(faces.keypoints, picked) }),
		...(faces.imageIds && { imageIds: pick(faces.imageIds) }),
		...(faces.groups && { groups: pick(faces.groups) }),
	};
}

/**
 * The labels as numbers, float32 [n, 30] in pixels and in the competition's
 * order, NaN where missing.
 *
 * @throws where the faces have no labels, as in a test file, or not a row of them
 * for each image
 */
export function coordinatesOf(faces: Faces): Float32Array {
	if (!faces.keypoints)
		throw new Error(
			`coordinatesOf: missing labels: ${faces.source} has none; expected a training file`,
		);
	checkFaces(faces, "coordinatesOf");
	return Float32Array.from(frameValues(faces.keypoints));
}

function pickRows(keypoints: DataFrame, picked: Int32Array): DataFrame {
	const values = frameValues(keypoints);
	const chosen = new Float64Array(picked.length * COORDINATE_COUNT);
	picked.forEach((index, i) => {
		const start = index * COORDINATE_COUNT;
		chosen.set(
			values.subarray(start, start + COORDINATE_COUNT),
			i * COORDINATE_COUNT,
		);
	});
	return createFrame(chosen);
}
