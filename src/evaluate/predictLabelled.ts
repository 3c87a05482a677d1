import { type Faces, labelsOf } from "../dataset";
import { labelSources } from "../face";
import type { Detector } from "../model";

/**
 * The points of labelled faces, each as the source that has labelled it marks them.
 *
 * @returns [n, 30] in pixels
 * @throws where the faces have no labels, or a prediction is not finite
 */
export async function predictLabelled(
	detector: Detector,
	faces: Faces,
): Promise<Float32Array> {
	const sources = labelSources(labelsOf(faces));
	const { points } = await detector.predict(faces.images, { sources });
	return points;
}
