import { mixSeed } from "../base";
import { checkFaces, type Faces, faceCount } from "../dataset";
import { COORDINATE_COUNT } from "../face";
import { createAugmenter } from "./augmenter";
import type { Pipeline } from "./steps";

export interface AugmentOptions {
	/** Decides what is drawn. Default 0. */
	seed?: number;
	/** Each pass over the faces draws anew. Default 0. */
	epoch?: number;
}

/**
 * The seed of a face in a pass: of nothing else, so neither the batch a face is
 * in nor the thread that augments it matters.
 *
 * @param face its position among the faces, 0 is the first
 */
export function faceSeed(seed: number, epoch: number, face: number): number {
	return mixSeed(seed, epoch, face);
}

/**
 * A changed copy of faces: their images and points as a pipeline leaves them,
 * everything else as it was. In training, `fit` does this batch by batch.
 *
 * @throws where the pipeline is not usable
 */
export function augmentFaces<F extends Faces>(
	faces: F,
	pipeline: Pipeline,
	options: AugmentOptions = {},
): F {
	const { seed = 0, epoch = 0 } = options;
	checkFaces(faces, "augmentFaces");
	const count = faceCount(faces);
	const images = faces.images.slice();
	const labels =
		faces.labels?.slice() ??
		new Float32Array(count * COORDINATE_COUNT).fill(Number.NaN);
	const seeds = Uint32Array.from({ length: count }, (_, face) =>
		faceSeed(seed, epoch, face),
	);
	createAugmenter(pipeline)({ images, labels, seeds });
	return { ...faces, images, ...(faces.labels && { labels }) };
}
