export { centreSquare, cropFace, type Square, toPhoto } from "./crop";
export { checkPictureName, drawPoints } from "./draw";
export {
	MAX_PHOTO_PIXELS,
	MIN_PHOTO_SIDE,
	type Photo,
	readPhoto,
} from "./photo";
export {
	type PhotoPoint,
	type PhotoPrediction,
	predictPhoto,
} from "./predictPhoto";
