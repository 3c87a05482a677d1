/**
 * The one place that knows what a face is: the competition's 15 points on a
 * grey image of 96x96 pixels.
 *
 * Coordinates are pixel indices: 0 is the centre of the first pixel, 95 of the
 * last, x to the right and y down. "Left" and "right" are the subject's, so the
 * left eye is on the right side of the picture.
 */

/** Width and height of a face image in pixels. */
export const IMAGE_SIZE = 96;

/** Pixels of one image. */
export const IMAGE_PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** The 15 points in the order of the competition's columns. */
export const KEYPOINT_NAMES = [
	"left_eye_center",
	"right_eye_center",
	"left_eye_inner_corner",
	"left_eye_outer_corner",
	"right_eye_inner_corner",
	"right_eye_outer_corner",
	"left_eyebrow_inner_end",
	"left_eyebrow_outer_end",
	"right_eyebrow_inner_end",
	"right_eyebrow_outer_end",
	"nose_tip",
	"mouth_left_corner",
	"mouth_right_corner",
	"mouth_center_top_lip",
	"mouth_center_bottom_lip",
] as const;

export type KeypointName = (typeof KEYPOINT_NAMES)[number];

/** Number of points of a face. */
export const KEYPOINT_COUNT = KEYPOINT_NAMES.length;

/** The 30 columns of labels: x and y of each point. */
export const COORDINATE_NAMES: readonly string[] = KEYPOINT_NAMES.flatMap(
	(name) => [`${name}_x`, `${name}_y`],
);

/** Number of coordinates of a face. */
export const COORDINATE_COUNT = COORDINATE_NAMES.length;

/**
 * Checks that labels are rows of 30.
 *
 * @param caller the function to name in messages
 * @throws where they do not fill whole rows
 */
export function checkWholeRows(
	labels: ArrayLike<number>,
	caller: string,
): void {
	if (labels.length % COORDINATE_COUNT !== 0)
		throw new Error(
			`${caller}: invalid labels: ${labels.length} numbers; expected whole rows of ${COORDINATE_COUNT}`,
		);
}

/**
 * The points that change places when an image is flipped left to right: after
 * a flip the point at index i is the one that was at `MIRRORED_KEYPOINTS[i]`
 * (length 15; a point on the face's midline stands for itself).
 */
export const MIRRORED_KEYPOINTS: readonly number[] = KEYPOINT_NAMES.map(
	(name) =>
		KEYPOINT_NAMES.indexOf(
			name.replace(/left|right/, (side) =>
				side === "left" ? "right" : "left",
			) as KeypointName,
		),
);
