import {
	COORDINATE_COUNT,
	KEYPOINT_COUNT,
	KEYPOINT_NAMES,
	type LabelSource,
	MIRRORED_KEYPOINTS,
} from "../face";

/** The points that sources A and B mark at different places. */
const DIFFERING = [
	KEYPOINT_NAMES.indexOf("nose_tip"),
	KEYPOINT_NAMES.indexOf("mouth_center_bottom_lip"),
];

/**
 * Outputs of a model that tells the two labelling sources apart: the 30
 * coordinates as source A marks them, then x and y of the nose and of the lower
 * lip as source B does. The eyes are shared.
 */
export const SOURCED_OUTPUT_COUNT = COORDINATE_COUNT + 2 * DIFFERING.length;

/**
 * The points that change places where an image is flipped, as
 * `MIRRORED_KEYPOINTS`, with those of source B.
 */
export const MIRRORED_OUTPUTS: readonly number[] = [
	...MIRRORED_KEYPOINTS,
	...DIFFERING.map((_, i) => KEYPOINT_COUNT + i),
];

/** The output that stands for a coordinate (0 to 29) in a row of a source. */
export function outputOf(coordinate: number, source: LabelSource): number {
	const place = DIFFERING.indexOf(coordinate >> 1);
	if (source === "A" || place < 0) return coordinate;
	return COORDINATE_COUNT + 2 * place + (coordinate & 1);
}

/**
 * The labels of rows as targets of a model with an output for each source: what a
 * row does not have stays NaN, so that a row trains the outputs of its source.
 *
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @param sources [n]
 * @returns `[n, 34]` in pixels, NaN where missing
 */
export function toOutputs(
	labels: Float32Array,
	sources: readonly LabelSource[],
): Float32Array {
	const outputs = new Float32Array(sources.length * SOURCED_OUTPUT_COUNT);
	outputs.fill(Number.NaN);
	sources.forEach((source, row) => {
		for (let i = 0; i < COORDINATE_COUNT; i++)
			outputs[row * SOURCED_OUTPUT_COUNT + outputOf(i, source)] =
				labels[row * COORDINATE_COUNT + i];
	});
	return outputs;
}

/**
 * The 15 points out of a model's outputs, as the source of each row marks them.
 *
 * @param outputs `[n, 34]` in pixels
 * @param sources [n]
 * @returns `[n, 30]` in pixels
 */
export function fromOutputs(
	outputs: Float32Array,
	sources: readonly LabelSource[],
): Float32Array {
	const points = new Float32Array(sources.length * COORDINATE_COUNT);
	sources.forEach((source, row) => {
		for (let i = 0; i < COORDINATE_COUNT; i++)
			points[row * COORDINATE_COUNT + i] =
				outputs[row * SOURCED_OUTPUT_COUNT + outputOf(i, source)];
	});
	return points;
}
