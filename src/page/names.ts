import { KEYPOINT_NAMES, type KeypointName } from "../face";

/** A point's name in words: `left_eye_center` is "left eye center". */
export function inWords(name: KeypointName): string {
	return name.replaceAll("_", " ");
}

/** All points with their names in words, in the competition's order. */
export const NAMED_POINTS = KEYPOINT_NAMES.map((name) => ({
	name,
	words: inWords(name),
}));
