import type * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { IMAGE_PIXELS } from "../../src/face";
import { buildKeypointNet, Detector, predict } from "../../src/model";
import { squares } from "../support/faces";
import { smallNetwork } from "../support/networks";
import { expectClose } from "../support/tensors";

const { images } = squares(40, 1);

/** Counts the turns that others have while something is under way. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
	let turns = 0;
	let ended = false;
	const count = () => {
		turns++;
		if (!ended) setImmediate(count);
	};
	setImmediate(count);
	await work();
	ended = true;
	return turns;
}

describe("predicting", () => {
	let network: tf.LayersModel;
	before(async () => {
		await startBackend();
		network = smallNetwork();
	});
	after(() => network.dispose());

	it("gives everything else its turn after each batch", async () => {
		const turns = await turnsDuring(() =>
			predict(network, images, { batchSize: 4 }),
		);
		expect(turns).to.be.at.least(10);
	});

	it("gives turns where it tells the spread, too", async () => {
		const heatmaps = buildKeypointNet({ size: "slim" });
		const few = images.subarray(0, 4 * IMAGE_PIXELS);
		const turns = await turnsDuring(() =>
			new Detector(heatmaps).predict(few, { batchSize: 1 }),
		);
		heatmaps.dispose();
		expect(turns).to.be.at.least(4);
	});

	it("ends after a batch where the signal says so, with its reason", async () => {
		const controller = new AbortController();
		const reason = new Error("no longer wanted");
		let done = 0;
		let caught: unknown;
		await predict(network, images, {
			batchSize: 4,
			signal: controller.signal,
			onProgress(images) {
				done = images;
				if (images === 8) controller.abort(reason);
			},
		}).catch((error) => {
			caught = error;
		});
		expect(caught).to.equal(reason);
		expect(done).to.equal(8);
	});

	it("says the same whatever the batches", async () => {
		const [all, few] = await Promise.all([
			predict(network, images, { batchSize: 40 }),
			predict(network, images, { batchSize: 7 }),
		]);
		expectClose(few, all, 1e-4);
	});

	for (const [what, given, options, message] of [
		[
			"a part of an image",
			new Uint8Array(100),
			{},
			/invalid images: 100 values/,
		],
		[
			"one value too many",
			new Uint8Array(IMAGE_PIXELS + 1),
			{},
			/9216 for each image of 96x96/,
		],
		[
			"fractions",
			new Float32Array(IMAGE_PIXELS) as never,
			{},
			/of 4 bytes; expected grey values 0 to 255 as a Uint8Array/,
		],
		["batches of 0", images, { batchSize: 0 }, /invalid batchSize: 0/],
		["batches of half", images, { batchSize: 0.5 }, /invalid batchSize: 0.5/],
		[
			"sources of 2",
			images,
			{ sources: ["A", "B"] },
			/invalid sources: 2 for 40 images/,
		],
	] as [string, Uint8Array, object, RegExp][])
		it(`refuses ${what}`, async () => {
			let caught = "";
			await predict(network, given, options).catch((error) => {
				caught = error.message;
			});
			expect(caught).to.match(message);
		});

	it("says nothing of no image", async () => {
		expect(await predict(network, new Uint8Array(0))).to.have.length(0);
	});
});
