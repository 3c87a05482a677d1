import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { buildKeypointNet, Detector, predict } from "../../src/model";
import { squares } from "../support/faces";
import { smallNetwork } from "../support/networks";
import { expectClose, expectNoLeak } from "../support/tensors";

const { images } = squares(3, 1);
const views = { flip: true, closeUp: true };

describe("a detector", () => {
	before(() => startBackend());

	it("averages the mirror image and the close-up wherever it is asked, and tells the spread of the image itself", () =>
		expectNoLeak(async () => {
			const network = buildKeypointNet({ size: "slim", seed: 1 });
			const detector = new Detector(network, views);
			const { points, spread } = await detector.predict(images);
			const averaged = await predict(network, images, views);
			const plain = await predict(network, images);
			expectClose(points, averaged, 1e-3);
			expect(points.some((x, i) => Math.abs(x - plain[i]) > 0.01)).to.equal(
				true,
			);
			const once = await detector.predict(images, { once: true });
			expectClose(once.points, plain, 1e-3);
			expectClose(spread as Float32Array, once.spread as Float32Array, 1e-3);
			detector.dispose();
		}));

	it("answers as the labelling source of each image, points and spread", async () => {
		const detector = new Detector(buildKeypointNet({ seed: 2 }), views);
		const sources = ["A", "B", "A"] as const;
		const mixed = await detector.predict(images, { sources });
		for (const [i, source] of sources.entries()) {
			const one = await detector.predict(
				images.subarray(i * 9216, (i + 1) * 9216),
				{ sources: [source] },
			);
			expectClose(mixed.points.subarray(30 * i, 30 * i + 30), one.points, 1e-3);
			expectClose(
				(mixed.spread as Float32Array).subarray(15 * i, 15 * i + 15),
				one.spread as Float32Array,
				1e-3,
			);
		}
		detector.dispose();
	});

	it("tells no spread where the network has no heatmaps", async () => {
		const detector = new Detector(smallNetwork());
		const found = await detector.predict(images);
		expect(Object.keys(found)).to.deep.equal(["points"]);
		expect(detector.hasSpread).to.equal(false);
		detector.dispose();
	});
});
