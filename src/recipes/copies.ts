import {
	COORDINATE_COUNT,
	coordinatesOf,
	createFrame,
	createRandom,
	type Faces,
	faceCount,
	IMAGE_PIXELS,
	IMAGE_SIZE,
	mixSeed,
	selectFaces,
} from "../dataset";

/**
 * How published systems change faces before training, faults and all:
 * `flipped` mirrors the pixels about 95 and the labels about 96, and leaves the
 * left eye's label on what is now the right eye; `upside down` does the same
 * vertically; `brightened` multiplies the grey values by 1.5 to 2.
 *
 * (`src/augment` does these right.)
 */
export type CopyName = "flipped" | "upside down" | "brightened";

/**
 * The faces, followed by a changed copy of all of them for each name.
 *
 * @param seed decides how much each face is brightened
 */
export function withCopies(
	faces: Faces,
	names: readonly CopyName[],
	seed = 0,
): Faces {
	const count = faceCount(faces);
	const all = Array.from({ length: (names.length + 1) * count }, (_, i) => i);
	const copied = selectFaces(
		faces,
		all.map((i) => i % count),
	);
	const labels = coordinatesOf(copied);
	names.forEach((name, copy) => {
		for (let face = 0; face < count; face++) {
			const row = (copy + 1) * count + face;
			CHANGES[name](
				copied.images.subarray(row * IMAGE_PIXELS, (row + 1) * IMAGE_PIXELS),
				labels.subarray(row * COORDINATE_COUNT, (row + 1) * COORDINATE_COUNT),
				mixSeed(seed, row),
			);
		}
	});
	return { ...copied, keypoints: createFrame(Float64Array.from(labels)) };
}

/** Each changes an image [96, 96] and its labels [30] in place. */
const CHANGES: Record<
	CopyName,
	(image: Uint8Array, labels: Float32Array, seed: number) => void
> = {
	flipped(image, labels) {
		for (let y = 0; y < IMAGE_SIZE; y++)
			image.subarray(y * IMAGE_SIZE, (y + 1) * IMAGE_SIZE).reverse();
		for (let i = 0; i < COORDINATE_COUNT; i += 2)
			labels[i] = IMAGE_SIZE - labels[i];
	},
	"upside down"(image, labels) {
		const upright = image.slice();
		for (let y = 0; y < IMAGE_SIZE; y++) {
			const from = (IMAGE_SIZE - 1 - y) * IMAGE_SIZE;
			image.set(upright.subarray(from, from + IMAGE_SIZE), y * IMAGE_SIZE);
		}
		for (let i = 1; i < COORDINATE_COUNT; i += 2)
			labels[i] = IMAGE_SIZE - labels[i];
	},
	brightened(image, _labels, seed) {
		const factor = createRandom(seed).uniform(1.5, 2);
		image.forEach((grey, i) => {
			image[i] = Math.min(255, Math.round(grey * factor));
		});
	},
};
