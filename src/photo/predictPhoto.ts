import type * as tf from "@tensorflow/tfjs";
import { KEYPOINT_NAMES, type KeypointName } from "../dataset";
import { predict } from "../model";
import { centreSquare, cropFace, type Square, toPhoto } from "./crop";
import type { Photo } from "./photo";

/** A place in a photo in pixels: 0 is the centre of the first one, x to the right and y down. */
export interface PhotoPoint {
	x: number;
	y: number;
}

/** The points of a photo's face. */
export interface PhotoPrediction {
	points: Record<KeypointName, PhotoPoint>;
	/** The part of the photo that the model was shown. */
	square: Square;
}

/**
 * Predicts the points of the face in a photo. The face should fill most of it:
 * the model is shown the largest square in the photo's middle.
 *
 * @param network a model from `[n, 96, 96, 1]` in [0, 1] to `[n, 30]` in pixels
 * @throws where a prediction is not finite
 */
export async function predictPhoto(
	network: tf.LayersModel,
	photo: Photo,
): Promise<PhotoPrediction> {
	const square = centreSquare(photo);
	const predicted = await predict(network, cropFace(photo, square));
	const points = KEYPOINT_NAMES.map((name, i): [string, PhotoPoint] => [
		name,
		{
			x: toPhoto(predicted[2 * i], square.left, square.size),
			y: toPhoto(predicted[2 * i + 1], square.top, square.size),
		},
	]);
	return {
		points: Object.fromEntries(points) as PhotoPrediction["points"],
		square,
	};
}
