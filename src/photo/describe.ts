import { KEYPOINT_NAMES } from "../face";
import { confidenceOf } from "./confidence";
import type { PhotoPrediction } from "./predictPhoto";
import { roundToHundredths as round } from "./round";

/**
 * A prediction as programs are given it, in pixels to the hundredth: the crop that
 * the model was shown, and the points in the competition's order, each with how
 * sure the model is of it, where it tells.
 */
export function describePrediction({
	points,
	square: { left, top, size },
	isFace,
}: PhotoPrediction) {
	return {
		...(isFace !== undefined && { isFace }),
		crop: { left: round(left), top: round(top), size: round(size) },
		points: KEYPOINT_NAMES.map((name) => {
			const { x, y, spread } = points[name];
			return {
				name,
				x: round(x),
				y: round(y),
				...(spread !== undefined && {
					confidence: round(confidenceOf(spread, size)),
				}),
			};
		}),
	};
}
