import { COORDINATE_NAMES, IMAGE_SIZE } from "../../dataset";
import type { Square } from "../../photo";

/** A point in pixels of the photo, or undefined where it cannot be seen. */
export type Mark = { x: number; y: number } | undefined;

/** Coordinates that a file of the competition may hold: half an image beyond its border. */
const LOWEST = -IMAGE_SIZE / 2;
const HIGHEST = IMAGE_SIZE - 1 + IMAGE_SIZE / 2;

/** The header of the competition's `training.csv`. */
export const TRAINING_HEADER = `${COORDINATE_NAMES.join(",")},Image\n`;

/**
 * A row of the competition's `training.csv`: the points in pixels of the face
 * image, blank where they cannot be seen, and its grey values.
 *
 * @param marks the 15 points
 * @param square where in the photo the face image is from
 * @param image grey values 0-255, [96, 96]
 */
export function trainingRow(
	marks: readonly Mark[],
	square: Square,
	image: Uint8Array,
): string {
	const inFace = (at: number, edge: number) =>
		((at + 0.5 - edge) * IMAGE_SIZE) / square.size - 0.5;
	const cells = marks.flatMap((mark) => {
		if (!mark) return ["", ""];
		const place = [inFace(mark.x, square.left), inFace(mark.y, square.top)];
		const isFar = place.some((at) => at < LOWEST || at > HIGHEST);
		return place.map((at) => (isFar ? "" : String(Number(at.toFixed(4)))));
	});
	return `${cells.join(",")},${Array.from(image).join(" ")}\n`;
}
