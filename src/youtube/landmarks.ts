import { readTable } from "../dataset";
import {
	KEYPOINT_NAMES,
	type KeypointName,
	type LabelSource,
	SOURCE_B_KEYPOINTS,
} from "../face";
import { LANDMARKS_FILE } from "./origin";

/** A frame's landmarks. */
export interface Landmarks {
	/** The frame's file name, as in `Some_Body_12.jpg`. */
	file: string;
	/** Whom it shows: the file's name before `_NUMBER.jpg`. */
	person: string;
	/** x and y of 68 points in pixels of the frame, [136]. */
	points: number[];
	/** Its row in the file of landmarks; 1 is the first after the header. */
	row: number;
}

const LANDMARK_COUNT = 68;
const COLUMNS = Array.from({ length: 2 * LANDMARK_COUNT }, (_, i) => String(i));

/**
 * Which of the 68 landmarks make up each point, counted from 0 in the order of
 * iBUG (https://ibug.doc.ic.ac.uk/resources/facial-point-annotations/): the
 * middle of an eye is the mean of the six around it.
 */
const LANDMARKS_OF_A: Record<KeypointName, readonly number[]> = {
	left_eye_center: [42, 43, 44, 45, 46, 47],
	right_eye_center: [36, 37, 38, 39, 40, 41],
	left_eye_inner_corner: [42],
	left_eye_outer_corner: [45],
	right_eye_inner_corner: [39],
	right_eye_outer_corner: [36],
	left_eyebrow_inner_end: [22],
	left_eyebrow_outer_end: [26],
	right_eyebrow_inner_end: [21],
	right_eyebrow_outer_end: [17],
	nose_tip: [30],
	mouth_left_corner: [54],
	mouth_right_corner: [48],
	mouth_center_top_lip: [51],
	mouth_center_bottom_lip: [57],
};

/** Source B marks the nose at its base, and the lip at the middle of the mouth. */
const LANDMARKS_OF_B: Partial<Record<KeypointName, readonly number[]>> = {
	...LANDMARKS_OF_A,
	nose_tip: [33],
	mouth_center_bottom_lip: [62, 66],
};

/**
 * Reads the landmarks in an archive: a column without a name with the file
 * names, then `0` to `135`, x and y of each landmark.
 *
 * @param archive path of the zip archive
 * @throws where a column is missing, a name is not one of a frame or comes twice,
 * or a cell is no number, with the row and the column
 */
export async function readLandmarks(
	caller: string,
	archive: string,
): Promise<Landmarks[]> {
	const table = `${archive}/${LANDMARKS_FILE}`;
	const rows = await readTable(caller, table, ["", ...COLUMNS]);
	const rowOf = new Map<string, number>();
	return rows.map(({ cells, row, where }) => {
		const file = cells[""];
		const person = /^([^/\\]+)_\d+\.jpg$/.exec(file)?.[1];
		if (person === undefined)
			throw new Error(
				`${caller}: invalid frame: ${JSON.stringify(file)} ${where}, first column; expected a name such as Some_Body_12.jpg`,
			);
		if (rowOf.has(file))
			throw new Error(
				`${caller}: invalid frame: ${file} ${where}, first column, is in row ${rowOf.get(file)} too; expected it once`,
			);
		rowOf.set(file, row);
		const points = COLUMNS.map((column) => {
			const cell = cells[column];
			if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell))
				throw new Error(
					`${caller}: invalid landmark: ${JSON.stringify(cell)} ${where}, column ${column}; expected a number of pixels`,
				);
			return Number(cell);
		});
		return { file, person, points, row };
	});
}

/**
 * The competition's points of a frame, as one of its two sources marks them,
 * before they are put right: [30] in pixels of the frame, NaN where the source
 * marks none.
 */
export function pointsOf(points: number[], source: LabelSource): number[] {
	const landmarks = source === "A" ? LANDMARKS_OF_A : LANDMARKS_OF_B;
	return KEYPOINT_NAMES.flatMap((name) => {
		const some = landmarks[name];
		if (!some || (source === "B" && !SOURCE_B_KEYPOINTS.includes(name)))
			return [Number.NaN, Number.NaN];
		const mean = (axis: number) =>
			some.reduce((sum, i) => sum + points[2 * i + axis], 0) / some.length;
		return [mean(0), mean(1)];
	});
}
