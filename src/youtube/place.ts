import { createRandom, type Random } from "../base";
import { forgetLabels, SOURCE_A_SHARE } from "../dataset";
import { IMAGE_SIZE, KEYPOINT_NAMES, type LabelSource } from "../face";
import { type Square, toFace } from "../photo";
import { pointsOf } from "./landmarks";

/** Where a face is cut out of its frame, and what is marked on it. */
export interface Placed {
	source: LabelSource;
	/** The square of the frame that becomes the face image. */
	square: Square;
	/** Labels in pixels of a face image of 96x96, NaN where missing, [30]. */
	labels: number[];
}

/**
 * How far the landmarks lie to the right of what they mark, and below it: in
 * pixels of the frame, and in distances between the eyes' middles.
 */
const SHIFT_PIXELS = 0.5;
const SHIFT_EYE_DISTANCES = 0.0165;

/**
 * How faces lie in the competition's images, in pixels of 96x96: how large they
 * are, and where the middle between the eyes is.
 */
const SCALE = { mean: 36.2, sd: 3, least: 28, most: 44 };
const MIDDLE = { x: 48.3, y: 37.8, sd: 2.5 };
/** Of a face that is turned aside the eyes come closer, and this still tells its size. */
const EYES_TO_LIP = 0.883;

/**
 * Draws a source for a frame and a place for its face, as they are spread in the
 * competition.
 *
 * @param points its 68 landmarks in pixels, [136]
 * @param gaps whether labels go missing as they do in the competition's training rows
 * @param seed same seed, same draw
 * @returns undefined where a label lies outside of the image
 */
export function placeFace(
	points: number[],
	gaps: boolean,
	seed: number,
): Placed | undefined {
	const random = createRandom(seed);
	const source = random.uniform() < SOURCE_A_SHARE ? "A" : "B";
	const all = correct(pointsOf(points, "A"));
	const square = drawSquare(all, random);
	const labels = correct(pointsOf(points, source), all).map((label, i) =>
		toFace(label, i % 2 === 0 ? square.left : square.top, square.size),
	);
	if (labels.some((label) => label < 0 || label > IMAGE_SIZE - 1))
		return undefined;
	if (gaps) forgetLabels(labels, source, random);
	return { source, square, labels };
}

/** Takes the landmarks' shift off, which goes by the distance between the eyes of `face`. */
function correct(points: number[], face = points): number[] {
	const { distance } = measureFace(face);
	const shift = SHIFT_PIXELS + SHIFT_EYE_DISTANCES * distance;
	return points.map((value) => value - shift);
}

function drawSquare(points: number[], { normal }: Random): Square {
	const { extent, x, y } = measureFace(points);
	const wanted = normal(SCALE.mean, SCALE.sd);
	const scale = Math.min(Math.max(wanted, SCALE.least), SCALE.most);
	const size = (IMAGE_SIZE * extent) / scale;
	const edge = (middle: number, place: number) =>
		middle + 0.5 - ((place + 0.5) * size) / IMAGE_SIZE;
	return {
		left: edge(x, normal(MIDDLE.x, MIDDLE.sd)),
		top: edge(y, normal(MIDDLE.y, MIDDLE.sd)),
		size,
	};
}

const [LEFT_EYE, RIGHT_EYE, LIP] = (
	["left_eye_center", "right_eye_center", "mouth_center_bottom_lip"] as const
).map((name) => 2 * KEYPOINT_NAMES.indexOf(name));

/** Whether eyes and mouth are in places of their own. */
export function isFace(points: number[]): boolean {
	return measureFace(pointsOf(points, "A")).extent > 0;
}

/** The eyes' distance and middle, and how large the face is, in whichever direction that shows. */
function measureFace(points: number[]) {
	const x = (points[LEFT_EYE] + points[RIGHT_EYE]) / 2;
	const y = (points[LEFT_EYE + 1] + points[RIGHT_EYE + 1]) / 2;
	const distance = Math.hypot(
		points[LEFT_EYE] - points[RIGHT_EYE],
		points[LEFT_EYE + 1] - points[RIGHT_EYE + 1],
	);
	const toLip = Math.hypot(points[LIP] - x, points[LIP + 1] - y);
	const extent = Math.max(distance, EYES_TO_LIP * toLip);
	return { x, y, distance, extent };
}
