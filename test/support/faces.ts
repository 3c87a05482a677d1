import { createRandom } from "../../src/base";
import type { Faces } from "../../src/dataset";
import { COORDINATE_COUNT, IMAGE_PIXELS, IMAGE_SIZE } from "../../src/face";

/**
 * Images of a bright square on a dark ground, whose 15 points all lie at its
 * centre: what a model can learn in a few batches. A share of the labels is
 * missing.
 */
export function squares(count: number, seed: number, missing = 0): Faces {
	const random = createRandom(seed);
	const images = new Uint8Array(count * IMAGE_PIXELS);
	const labels = new Float32Array(count * COORDINATE_COUNT);
	for (let i = 0; i < count; i++) {
		const x = 20 + random.integer(56);
		const y = 20 + random.integer(56);
		for (let row = y - 8; row <= y + 8; row++)
			images.fill(
				255,
				i * IMAGE_PIXELS + row * IMAGE_SIZE + x - 8,
				i * IMAGE_PIXELS + row * IMAGE_SIZE + x + 9,
			);
		for (let j = 0; j < COORDINATE_COUNT; j++)
			labels[i * COORDINATE_COUNT + j] =
				random.uniform() < missing ? Number.NaN : j % 2 ? y : x;
	}
	return {
		source: "squares",
		file: "squares",
		images,
		rows: Int32Array.from({ length: count }, (_, i) => i + 1),
		labels,
		skipped: 0,
		skippedReasons: [],
	};
}
