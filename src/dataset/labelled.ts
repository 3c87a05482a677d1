import { COORDINATE_COUNT } from "../face";
import { type Faces, labelsOf } from "./faces";

/** Whether each face has a label, [n]; none has where the file has no columns for them. */
export function labelledFaces(faces: Faces): boolean[] {
	const labels = faces.labels && labelsOf(faces, "labelledFaces");
	return Array.from(faces.rows, (_, face) => {
		const start = face * COORDINATE_COUNT;
		return (
			labels
				?.subarray(start, start + COORDINATE_COUNT)
				.some((value) => !Number.isNaN(value)) ?? false
		);
	});
}

/** How many of the faces have a label. */
export function labelledCount(faces: Faces): number {
	return labelledFaces(faces).filter(Boolean).length;
}
