import { IMAGE_SIZE, KEYPOINT_NAMES, type KeypointName } from "../face";
import type { Detector } from "../model";
import {
	centreSquare,
	cropFace,
	type GreyPicture,
	type Square,
	toPhoto,
} from "./crop";
import {
	FACE_DOUBT,
	findFace,
	judgeFace,
	type SearchOptions,
	type Seen,
} from "./findFace";
import { shrink } from "./shrink";

/** A place in a photo in pixels: 0 is the centre of the first one, x to the right and y down. */
export interface PhotoPoint {
	x: number;
	y: number;
	/** How widely the model's heatmap is spread around it, in pixels of the photo; absent for models without heatmaps. */
	spread?: number;
}

/** The points of a photo's face. */
export interface PhotoPrediction {
	points: Record<KeypointName, PhotoPoint>;
	/** The part of the photo that the model was shown. */
	square: Square;
	/** Whether the model is sure that it sees a face; absent for models without heatmaps. */
	isFace?: boolean;
}

/** Pixels of the shorter side of the picture that is searched; a larger photo is shrunk to no less. */
const SEARCHED_SIDE = 300;

/**
 * Predicts the points of the face in a photo. A detector with heatmaps searches the
 * photo for the face by its own confidence. Any other is shown the largest square
 * in the photo's middle, which the face should fill.
 *
 * @throws where a prediction is not finite
 */
export async function predictPhoto(
	detector: Detector,
	photo: GreyPicture,
	options: SearchOptions = {},
): Promise<PhotoPrediction> {
	if (!detector.hasSpread)
		return predictInSquare(detector, photo, centreSquare(photo));
	const { square, doubt } = await searchFace(detector, photo, options);
	const prediction = await predictInSquare(detector, photo, square);
	return { ...prediction, isFace: doubt < FACE_DOUBT };
}

/**
 * Predicts the points of the face that a square of a photo shows.
 *
 * @throws where a prediction is not finite
 */
export async function predictInSquare(
	detector: Detector,
	photo: GreyPicture,
	square: Square,
): Promise<PhotoPrediction> {
	const { points, spread } = await detector.predict(cropFace(photo, square));
	return { points: inPhoto(points, square, spread), square };
}

/** A face that was followed into the next picture of a film. */
export interface TrackedFace extends PhotoPrediction {
	/** Where to look in the next picture. */
	next: Square;
}

/**
 * Looks for a face where it was in the picture before: one prediction instead of a
 * search, and of the picture as it is, once.
 *
 * @param detector one with heatmaps
 * @param square where it was, or what {@link TrackedFace.next} said
 */
export async function trackFace(
	detector: Detector,
	photo: GreyPicture,
	square: Square,
): Promise<TrackedFace> {
	const { points, spread } = await lookOnce(detector, cropFace(photo, square));
	const { doubt, next } = judgeFace(points, spread, square);
	return {
		points: inPhoto(points, square, spread),
		square,
		isFace: doubt < FACE_DOUBT,
		next,
	};
}

/**
 * What a detector with heatmaps says of images without test-time augmentation.
 *
 * @throws where it has no heatmaps
 */
async function lookOnce(detector: Detector, images: Uint8Array): Promise<Seen> {
	const { points, spread } = await detector.predict(images, { once: true });
	if (spread) return { points, spread };
	throw new Error(
		`lookOnce: invalid detector: its network ${detector.network.name} has no heatmaps, by which a face is searched; expected a keypoint model`,
	);
}

/** Searches a small picture of a large photo: the crops that the model sees are small anyway. */
async function searchFace(
	detector: Detector,
	photo: GreyPicture,
	options: SearchOptions,
) {
	const side = Math.min(photo.width, photo.height);
	const factor = Math.max(1, Math.floor(side / SEARCHED_SIDE));
	const { square, doubt } = await findFace(
		shrink(photo, factor),
		(images) => lookOnce(detector, images),
		options,
	);
	const { left, top, size } = square;
	return {
		square: { left: left * factor, top: top * factor, size: size * factor },
		doubt,
	};
}

function inPhoto(
	points: Float32Array,
	{ left, top, size }: Square,
	spread?: Float32Array,
): PhotoPrediction["points"] {
	const named = KEYPOINT_NAMES.map((name, i): [string, PhotoPoint] => [
		name,
		{
			x: toPhoto(points[2 * i], left, size),
			y: toPhoto(points[2 * i + 1], top, size),
			...(spread && { spread: (spread[i] * size) / IMAGE_SIZE }),
		},
	]);
	return Object.fromEntries(named) as PhotoPrediction["points"];
}
