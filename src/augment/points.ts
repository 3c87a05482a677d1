import { IMAGE_SIZE, MIRRORED_KEYPOINTS } from "../face";
import { type Affine, determinant } from "./affine";

/** The outermost pixels reach half a pixel beyond their centres. */
const EDGE = 0.5;

/**
 * Moves the points of a face with its image, in place. A map that mirrors also
 * exchanges left and right, for a mirrored left eye is a right eye; this holds
 * upside down too. A point that leaves the image, or was missing, is missing.
 *
 * @param points x and y of the 15 points in pixels, NaN where missing; further ones
 *   lie in the middle of the face, and have no other side to change places with
 */
export function movePoints(points: Float32Array, map: Affine): void {
	const before = points.slice();
	const mirrors = determinant(map) < 0;
	for (let i = 0; i < points.length; i += 2) {
		const from = mirrors ? 2 * (MIRRORED_KEYPOINTS[i / 2] ?? i / 2) : i;
		const [x, y] = [before[from], before[from + 1]];
		const newX = map.xx * x + map.xy * y + map.x0;
		const newY = map.yx * x + map.yy * y + map.y0;
		const stays = isWithin(newX) && isWithin(newY);
		points[i] = stays ? newX : Number.NaN;
		points[i + 1] = stays ? newY : Number.NaN;
	}
}

function isWithin(coordinate: number): boolean {
	return coordinate >= -EDGE && coordinate <= IMAGE_SIZE - 1 + EDGE;
}
