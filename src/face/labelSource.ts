import {
	COORDINATE_COUNT,
	checkWholeRows,
	KEYPOINT_NAMES,
	type KeypointName,
} from "./keypoints";

/**
 * Who marked a row. The competition's labels come from two sources: A marks up to
 * 15 points; B marks both eye centres, the nose and the lower lip, and means
 * other places by the last two: the base of the nose and the middle of the
 * mouth, 5 to 7 pixels from A's.
 */
export type LabelSource = "A" | "B";

/** The four points that source B marks. */
export const SOURCE_B_KEYPOINTS: readonly KeypointName[] = [
	"left_eye_center",
	"right_eye_center",
	"nose_tip",
	"mouth_center_bottom_lip",
];

const ONLY_A = KEYPOINT_NAMES.flatMap((name, point) =>
	SOURCE_B_KEYPOINTS.includes(name) ? [] : [2 * point, 2 * point + 1],
);

/**
 * The source of each row of labels, by which are present: A where there is any
 * that B never marks, else B. In the competition's 7,049 rows this parts the file
 * cleanly: all rows of A come first.
 *
 * Ask before augmentation, by which points can leave the image.
 *
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @returns [n]
 * @throws where the labels do not fill whole rows
 */
export function labelSources(labels: Float32Array): LabelSource[] {
	checkWholeRows(labels, "labelSources");
	return Array.from({ length: labels.length / COORDINATE_COUNT }, (_, row) => {
		const first = row * COORDINATE_COUNT;
		const byA = ONLY_A.some((column) => !Number.isNaN(labels[first + column]));
		return byA ? "A" : "B";
	});
}

/**
 * The source of each test image, by what the lookup table asks of it: A where
 * that is any point that B never marks, else B.
 *
 * @param rows which coordinate (0 to 29) is asked of which image
 * @returns the source of each image that is asked for
 */
export function lookupSources(
	rows: readonly { imageId: number; coordinate: number }[],
): Map<number, LabelSource> {
	const sources = new Map<number, LabelSource>();
	for (const { imageId, coordinate } of rows)
		if (ONLY_A.includes(coordinate)) sources.set(imageId, "A");
		else if (!sources.has(imageId)) sources.set(imageId, "B");
	return sources;
}
