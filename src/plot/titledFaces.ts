import { COORDINATE_COUNT, IMAGE_PIXELS } from "../face";
import { faceGrid } from "./faceGrid";
import type { Figure } from "./figure";

/** One face with a title: what an augmentation made of it, say. */
export interface TitledFace {
	title: string;
	/** Grey values 0-255, [96, 96]. */
	image: Uint8Array;
	/** [30] in pixels, NaN where missing. */
	points: ArrayLike<number>;
}

/**
 * Faces side by side under a title each, with their points: one face before and
 * after each step of an augmentation, to see that the points went along.
 *
 * @throws where there is no face, or one is not 96x96 with 30 coordinates
 */
export function titledFaces(
	faces: readonly TitledFace[],
	options: { title?: string; columns?: number; scale?: number } = {},
): Figure {
	const images = new Uint8Array(faces.length * IMAGE_PIXELS);
	const labels = new Float32Array(faces.length * COORDINATE_COUNT);
	faces.forEach(({ title, image, points }, i) => {
		if (image.length !== IMAGE_PIXELS)
			throw new Error(
				`titledFaces: invalid image of "${title}": ${image.length} grey values; expected ${IMAGE_PIXELS}`,
			);
		if (points.length !== COORDINATE_COUNT)
			throw new Error(
				`titledFaces: invalid points of "${title}": ${points.length} numbers; expected ${COORDINATE_COUNT}`,
			);
		images.set(image, i * IMAGE_PIXELS);
		labels.set(Float32Array.from(points), i * COORDINATE_COUNT);
	});
	const titles = faces.map(({ title }) => title);
	return faceGrid(images, { ...options, labels, titles });
}
