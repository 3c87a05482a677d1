export { confidenceOf } from "./confidence";
export {
	centreSquare,
	cropFace,
	type GreyPicture,
	type Square,
	toFace,
	toPhoto,
} from "./crop";
export { describePrediction } from "./describe";
export { checkPictureName, checkPictureSize, drawPoints } from "./draw";
export type { SearchOptions } from "./findFace";
export {
	loadSharp,
	MAX_PHOTO_PIXELS,
	MAX_PHOTO_RATIO,
	MIN_PHOTO_SIDE,
	type Photo,
	type PhotoBytes,
	PhotoError,
	type PhotoProblem,
	readPhoto,
	upright,
} from "./photo";
export {
	type PhotoPoint,
	type PhotoPrediction,
	predictInSquare,
	predictPhoto,
	type TrackedFace,
	trackFace,
} from "./predictPhoto";
export { roundToHundredths } from "./round";
