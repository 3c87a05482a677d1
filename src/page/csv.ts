import { HIGHEST_COORDINATE, LOWEST_COORDINATE } from "../face";
import { type Square, toFace } from "../photo";

/** A point in pixels of the photo, or undefined where it cannot be seen. */
export type Mark = { x: number; y: number } | undefined;

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
	const { left, top, size } = square;
	const cells = marks.flatMap((mark) => {
		if (!mark) return ["", ""];
		const place = [toFace(mark.x, left, size), toFace(mark.y, top, size)];
		const isFar = place.some(
			(at) => at < LOWEST_COORDINATE || at > HIGHEST_COORDINATE,
		);
		return place.map((at) => (isFar ? "" : String(Number(at.toFixed(4)))));
	});
	return `${cells.join(",")},${Array.from(image).join(" ")}\n`;
}
