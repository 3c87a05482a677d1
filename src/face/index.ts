export {
	COORDINATE_COUNT,
	COORDINATE_NAMES,
	checkWholeRows,
	IMAGE_PIXELS,
	IMAGE_SIZE,
	KEYPOINT_COUNT,
	KEYPOINT_NAMES,
	type KeypointName,
	MIRRORED_KEYPOINTS,
} from "./keypoints";
export {
	type LabelSource,
	labelSources,
	lookupSources,
	SOURCE_B_KEYPOINTS,
} from "./labelSource";
export { HIGHEST_COORDINATE, LOWEST_COORDINATE } from "./limits";
export { meanFace } from "./meanFace";
