import { expect } from "chai";
import { augmentFaces, type Pipeline, PRESETS } from "../../src/augment";
import { labelsOf } from "../../src/dataset";
import { COORDINATE_COUNT, IMAGE_PIXELS } from "../../src/face";
import { epochBatches } from "../../src/train/batches";
import { createFeed } from "../../src/train/feed";
import { squares } from "../support/faces";

const FACES = squares(10, 1, 0.3);
const LABELS = labelsOf(FACES);
const OPTIONS = { batchSize: 4, seed: 3, epochs: 2 };

/** The faces of a batch of a feed, as one list of numbers each for images and labels. */
async function contents(
	feed: ReturnType<typeof createFeed>,
	epoch: number,
	batch: number,
) {
	const { images, labels, indices } = await feed.batch(epoch, batch);
	const rows = (array: ArrayLike<number>, length: number) =>
		Array.from(indices).flatMap((face) =>
			Array.from({ length }, (_, i) => array[face * length + i]),
		);
	return {
		images: rows(images, IMAGE_PIXELS),
		labels: rows(labels, COORDINATE_COUNT),
	};
}

/** What a batch should hold. */
function expected(pipeline: Pipeline, epoch: number, batch: number) {
	const faces = augmentFaces(FACES, pipeline, { seed: OPTIONS.seed, epoch });
	const points = labelsOf(faces);
	const indices = Array.from(epochBatches(10, 4, OPTIONS.seed, epoch)[batch]);
	const rows = (array: Uint8Array | Float32Array, length: number) =>
		indices.flatMap((face) => [
			...array.subarray(face * length, (face + 1) * length),
		]);
	return {
		images: rows(faces.images, IMAGE_PIXELS),
		labels: rows(points, COORDINATE_COUNT),
	};
}

describe("the feed of training", () => {
	for (const [words, augment] of [
		["as they are", []],
		["augmented", PRESETS.strong],
	] as [string, Pipeline][])
		it(`gives the faces ${words}, in whichever order batches are asked for`, async () => {
			const feed = createFeed(FACES, LABELS, { ...OPTIONS, augment });
			try {
				for (const [epoch, batch] of [
					...[0, 1, 2].map((i) => [0, i]),
					...[0, 1, 2].map((i) => [1, i]),
					[0, 2],
					[1, 1],
				])
					expect(await contents(feed, epoch, batch)).to.deep.equal(
						expected(augment, epoch, batch),
					);
			} finally {
				await feed.close();
			}
		});

	it("leaves the faces that it is given as they were", async () => {
		const [images, labels] = [FACES.images.slice(), LABELS.slice()];
		const feed = createFeed(FACES, LABELS, {
			...OPTIONS,
			augment: PRESETS.strong,
		});
		await feed.batch(0, 0);
		await feed.close();
		expect(FACES.images).to.deep.equal(images);
		expect(LABELS).to.deep.equal(labels);
	});

	it("fails rather than hangs where its thread has ended", async () => {
		const feed = createFeed(FACES, LABELS, {
			...OPTIONS,
			augment: PRESETS.mild,
		});
		await feed.close();
		let message = "";
		await feed.batch(0, 0).catch((error) => {
			message = error.message;
		});
		expect(message).to.match(/the thread that augments has ended/);
	});
});
