import {
	KEYPOINT_COUNT,
	KEYPOINT_NAMES,
	type KeypointName,
} from "../keypoints";
import type { Person, Shot } from "./person";

/**
 * A place on the head: x to the picture's right, y down, z towards the viewer,
 * from the middle between the eyes, in distances between the eyes.
 */
export type Place = readonly [x: number, y: number, z: number];

/** The places that a drawing of a face hangs on. */
export interface Head {
	points: Record<KeypointName, Place>;
	/** The nose's base and the mouth's middle: where source B marks nose and lip. */
	noseBase: Place;
	mouthMiddle: Place;
	/** Lower edge of the upper lip and upper edge of the lower one. */
	upperLip: Place;
	lowerLip: Place;
}

/** Puts a person's features where the expression of a shot moves them. */
export function createHead(person: Person, shot: Shot): Head {
	const { eyeX, eyeWidth, eyeSlant, browArch, mouthY, lipThickness } = person;
	const browY = -person.browHeight - shot.browRaise;
	const mouthX = person.mouthWidth + 0.05 * shot.smile;
	const cornerY = mouthY - 0.07 * shot.smile + 0.3 * shot.mouthOpen;
	const noseY = person.noseLength;
	const lip = 0.11 * lipThickness;
	const open = shot.mouthOpen;
	const both = (left: Place): [Place, Place] => [
		left,
		[-left[0], left[1], left[2]],
	];
	const [leftEye, rightEye] = both([eyeX, 0, 0]);
	const [leftInner, rightInner] = both([eyeX - eyeWidth, 0.025, -0.02]);
	const [leftOuter, rightOuter] = both([
		eyeX + eyeWidth,
		0.02 - eyeSlant,
		-0.12,
	]);
	const [leftBrowIn, rightBrowIn] = both([0.22, browY + 0.01, 0.1]);
	const [leftBrowOut, rightBrowOut] = both([
		0.87,
		browY + browArch - 0.05,
		-0.15,
	]);
	const [leftMouth, rightMouth] = both([mouthX, cornerY, 0]);
	return {
		points: {
			left_eye_center: leftEye,
			right_eye_center: rightEye,
			left_eye_inner_corner: leftInner,
			left_eye_outer_corner: leftOuter,
			right_eye_inner_corner: rightInner,
			right_eye_outer_corner: rightOuter,
			left_eyebrow_inner_end: leftBrowIn,
			left_eyebrow_outer_end: leftBrowOut,
			right_eyebrow_inner_end: rightBrowIn,
			right_eyebrow_outer_end: rightBrowOut,
			nose_tip: [0, noseY, 0.36],
			mouth_left_corner: leftMouth,
			mouth_right_corner: rightMouth,
			mouth_center_top_lip: [0, mouthY + 0.02 - lip, 0.14],
			mouth_center_bottom_lip: [0, mouthY + 0.06 + 1.15 * lip + open, 0.12],
		},
		noseBase: [0, noseY + 0.19, 0.2],
		mouthMiddle: [0, mouthY + 0.04 + open / 2, 0.12],
		upperLip: [0, mouthY + 0.04 - 0.02 * shot.smile, 0.12],
		lowerLip: [0, mouthY + 0.04 + open, 0.12],
	};
}

/** From a place on the head to pixels: turned, nodded, tilted, scaled and moved. */
export function createProjection(
	shot: Shot,
): (place: Place) => [x: number, y: number] {
	const [sinYaw, cosYaw] = [Math.sin(shot.yaw), Math.cos(shot.yaw)];
	const [sinPitch, cosPitch] = [Math.sin(shot.pitch), Math.cos(shot.pitch)];
	const [sinRoll, cosRoll] = [Math.sin(shot.roll), Math.cos(shot.roll)];
	// The head turns about the neck, which is behind the face and below the eyes.
	const neck = { y: 0.6, z: -0.6 };
	return ([x, y, z]) => {
		const turnedX = x * cosYaw + (z - neck.z) * sinYaw;
		const depth = (z - neck.z) * cosYaw - x * sinYaw;
		const noddedY = neck.y + (y - neck.y) * cosPitch + depth * sinPitch;
		const turned0 = -neck.z * sinYaw; // where the middle between the eyes goes
		const eyesX = turnedX - 0.75 * turned0;
		const eyesY = noddedY - 0.75 * -neck.z * sinPitch;
		return [
			shot.x + shot.scale * (eyesX * cosRoll - eyesY * sinRoll),
			shot.y + shot.scale * (eyesX * sinRoll + eyesY * cosRoll),
		];
	};
}

/**
 * Labels as the two sources of the competition mark them, in pixels [30]: A
 * marks all 15 points; B four of them, the nose at its base and the lower lip at
 * the mouth's middle, and NaN stands for the others.
 */
export function markHead(head: Head, shot: Shot, source: "A" | "B"): number[] {
	const project = createProjection(shot);
	const places: Partial<Record<KeypointName, Place>> =
		source === "A"
			? head.points
			: {
					left_eye_center: head.points.left_eye_center,
					right_eye_center: head.points.right_eye_center,
					nose_tip: head.noseBase,
					mouth_center_bottom_lip: head.mouthMiddle,
				};
	const labels = new Array<number>(2 * KEYPOINT_COUNT).fill(Number.NaN);
	KEYPOINT_NAMES.forEach((name, i) => {
		const place = places[name];
		if (place) [labels[2 * i], labels[2 * i + 1]] = project(place);
	});
	return labels;
}
