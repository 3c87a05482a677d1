import { KEYPOINT_COUNT, KEYPOINT_NAMES, type KeypointName } from "../face";
import type { Camera } from "./camera";
import type { Features, Spot } from "./features";
import type { Head } from "./head";

/**
 * Labels as the two sources of the competition mark them, in pixels [30]: A
 * marks all 15 points; B four of them, the nose at its base and the lower lip at
 * the mouth's middle, and NaN stands for the others.
 */
export function markFace(
	features: Features,
	head: Head,
	camera: Camera,
	source: "A" | "B",
): number[] {
	const spots = source === "A" ? spotsOfA(features) : spotsOfB(features);
	const labels = new Array<number>(2 * KEYPOINT_COUNT).fill(Number.NaN);
	KEYPOINT_NAMES.forEach((name, i) => {
		const spot = spots[name];
		if (spot)
			[labels[2 * i], labels[2 * i + 1]] = camera.project(head.place(...spot));
	});
	return labels;
}

const mirrored = ([x, y]: Spot): Spot => [-x, y];

/** Where source A marks the points, on the face as seen from the front. */
export function spotsOfA({
	eye,
	brow,
	nose,
	mouth,
}: Features): Record<KeypointName, Spot> {
	return {
		left_eye_center: [eye.x, 0],
		right_eye_center: [-eye.x, 0],
		left_eye_inner_corner: eye.inner,
		left_eye_outer_corner: eye.outer,
		right_eye_inner_corner: mirrored(eye.inner),
		right_eye_outer_corner: mirrored(eye.outer),
		left_eyebrow_inner_end: brow.inner,
		left_eyebrow_outer_end: brow.outer,
		right_eyebrow_inner_end: mirrored(brow.inner),
		right_eyebrow_outer_end: mirrored(brow.outer),
		nose_tip: [0, nose.tipY],
		mouth_left_corner: mouth.left,
		mouth_right_corner: mouth.right,
		mouth_center_top_lip: [mouth.x, mouth.topY],
		mouth_center_bottom_lip: [mouth.x, mouth.bottomY],
	};
}

function spotsOfB({
	eye,
	nose,
	mouth,
}: Features): Partial<Record<KeypointName, Spot>> {
	return {
		left_eye_center: [eye.x, 0],
		right_eye_center: [-eye.x, 0],
		nose_tip: [0, nose.baseY],
		mouth_center_bottom_lip: [
			mouth.x,
			(mouth.upperInnerY + mouth.lowerInnerY) / 2,
		],
	};
}
