import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { createRandom } from "../../src/base";
import { COORDINATE_NAMES, IMAGE_PIXELS } from "../../src/face";
import {
	buildKeypointNet,
	Detector,
	fromOutputs,
	modelCost,
	predict,
	SoftArgmax,
	StandardiseImage,
	toOutputs,
} from "../../src/model";
import { expectClose, expectNoLeak, randomTensor } from "../support/tensors";

/** Grey values of `count` images that follow from a seed. */
function randomImages(count: number, seed = 1): Uint8Array {
	const random = createRandom(seed);
	return Uint8Array.from({ length: count * IMAGE_PIXELS }, () =>
		random.integer(256),
	);
}

/** The images flipped left to right. */
function mirrored(images: Uint8Array): Uint8Array {
	return images.map((_, i) => images[i - (i % 96) + 95 - (i % 96)]);
}

describe("SoftArgmax", () => {
	before(() => startBackend());

	const read = (logits: tf.Tensor4D) =>
		tf.tidy(() => (new SoftArgmax().call(logits) as tf.Tensor).dataSync());
	/** One map of 48x48 cells, its logit `high` at some of them. */
	const peaks = (...cells: [x: number, y: number][]) => {
		const buffer = tf.buffer([1, 1, 48, 48]);
		for (const [x, y] of cells) buffer.set(50, 0, 0, y, x);
		return buffer.toTensor() as tf.Tensor4D;
	};

	it("finds a peak at the centre of its cell", () =>
		expectNoLeak(() =>
			tf.tidy(() => {
				// Cell 3 covers the pixels 6 and 7.
				expectClose(read(peaks([3, 40])), [6.5, 80.5]);
				expectClose(read(peaks([0, 47])), [0.5, 94.5]);
			}),
		));

	it("puts two equal peaks' point between them", () =>
		tf.tidy(() => expectClose(read(peaks([10, 20], [11, 24])), [21.5, 44.5])));

	it("puts a flat map's point at the image's centre", () =>
		tf.tidy(() => expectClose(read(tf.zeros([1, 1, 48, 48])), [47.5, 47.5])));

	it("keeps maps apart, x before y", () =>
		tf.tidy(() => {
			const both = tf.concat([peaks([1, 2]), peaks([5, 9])], 1) as tf.Tensor4D;
			expectClose(read(both), [2.5, 4.5, 10.5, 18.5]);
		}));
});

describe("StandardiseImage", () => {
	before(() => startBackend());

	it("makes a dim and a bright picture of the same thing equal", () =>
		tf.tidy(() => {
			const image = randomTensor([1, 96, 96, 1], 3).add(1).div(2);
			const pair = tf.concat([image, image.mul(0.4).add(0.5)]);
			const [first, second] = tf.unstack(
				new StandardiseImage().call(pair) as tf.Tensor,
			);
			expectClose(second.dataSync(), first.dataSync(), 1e-2);
			const { mean, variance } = tf.moments(first);
			expect(mean.dataSync()[0]).to.be.closeTo(0, 1e-4);
			expect(variance.dataSync()[0]).to.be.closeTo(1, 1e-2);
		}));

	it("makes an image of one grey value zero", () =>
		tf.tidy(() => {
			const flat = new StandardiseImage().call(tf.fill([1, 96, 96, 1], 0.7));
			expectClose((flat as tf.Tensor).dataSync(), new Float32Array(9216), 1e-3);
		}));
});

describe("labels of two sources", () => {
	const at = (name: string) => COORDINATE_NAMES.indexOf(name);
	const labels = Float32Array.from({ length: 60 }, (_, i) => i);
	const outputs = toOutputs(labels, ["A", "B"]);

	it("are targets of the outputs of their source, and of no other", () => {
		expect(outputs.length).to.equal(68);
		expect([...outputs.subarray(0, 30)]).to.deep.equal([
			...labels.subarray(0, 30),
		]);
		expect([...outputs.subarray(30, 34)]).to.deep.equal(
			new Array(4).fill(Number.NaN),
		);
		const b = outputs.subarray(34);
		expect(b[at("nose_tip_x")]).to.be.NaN;
		expect(b[at("mouth_center_bottom_lip_y")]).to.be.NaN;
		expect(b[at("left_eye_center_x")]).to.equal(30);
		const differing = ["nose_tip_x", "nose_tip_y"].concat([
			"mouth_center_bottom_lip_x",
			"mouth_center_bottom_lip_y",
		]);
		expect([...b.subarray(30)]).to.deep.equal(
			differing.map((name) => 30 + at(name)),
		);
	});

	it("come back out of the outputs of their source", () => {
		expect([...fromOutputs(outputs, ["A", "B"])]).to.deep.equal([...labels]);
	});
});

describe("the heatmap network", () => {
	before(() => startBackend());

	it("has about half a million parameters, or under two million", () => {
		const [slim, full] = (["slim", "full"] as const).map((size) => {
			const network = buildKeypointNet({ size });
			const { parameters } = modelCost(network);
			network.dispose();
			return parameters;
		});
		expect(slim).to.equal(534_031);
		expect(full).to.equal(1_457_287);
	});

	it("starts with every point near the centre", async () => {
		const network = buildKeypointNet({ seed: 3 });
		const points = await predict(network, randomImages(2));
		for (const value of points) expect(value).to.be.within(40, 55);
		network.dispose();
	});

	it("is the same for the same seed, and another for another", async () => {
		const predictions = [];
		for (const seed of [4, 4, 5]) {
			const network = buildKeypointNet({ seed });
			predictions.push([...(await predict(network, randomImages(1)))]);
			network.dispose();
		}
		expect(predictions[1]).to.deep.equal(predictions[0]);
		expect(predictions[2]).not.to.deep.equal(predictions[0]);
	});

	it("predicts the same after its topology and weights were taken elsewhere", async () => {
		const network = buildKeypointNet({ seed: 6 });
		const copy = (await tf.models.modelFromJSON(
			network.toJSON(null, false) as never,
		)) as tf.LayersModel;
		copy.setWeights(network.getWeights());
		const images = randomImages(2);
		expectClose(await predict(copy, images), await predict(network, images));
		network.dispose();
		copy.dispose();
	});

	it("speaks of the nose as the source that is asked for", async () => {
		const network = buildKeypointNet({ seed: 7 });
		const images = randomImages(1);
		const a = await predict(network, images);
		const b = await predict(network, images, { sources: ["B"] });
		const differing = COORDINATE_NAMES.filter((_, i) => a[i] !== b[i]);
		expect(differing).to.deep.equal([
			...["nose_tip_x", "nose_tip_y"],
			...["mouth_center_bottom_lip_x", "mouth_center_bottom_lip_y"],
		]);
		network.dispose();
	});

	it("averaged over flips, predicts of a mirror image the mirrored points", () =>
		expectNoLeak(async () => {
			const network = buildKeypointNet({ seed: 8 });
			const images = randomImages(1);
			const points = await predict(network, images, { flip: true });
			const mirror = await predict(network, mirrored(images), { flip: true });
			const point = (values: Float32Array, name: string) => {
				const i = COORDINATE_NAMES.indexOf(`${name}_x`);
				return [values[i], values[i + 1]];
			};
			for (const [name, other] of [
				["left_eye_center", "right_eye_center"],
				["mouth_left_corner", "mouth_right_corner"],
				["nose_tip", "nose_tip"],
			]) {
				const [x, y] = point(points, name);
				expectClose(point(mirror, other), [95 - x, y], 1e-3);
			}
			network.dispose();
		}));

	it("says how widely each heatmap is spread", () =>
		expectNoLeak(async () => {
			const network = buildKeypointNet({ seed: 9 });
			const [kernel, bias] = network.getLayer("logits").getWeights();
			const none = tf.zerosLike(kernel);
			network.getLayer("logits").setWeights([none, bias]);
			// A flat map: two uniform distributions over 48 cells of 2 pixels.
			const flat = Math.sqrt((2 * (48 ** 2 - 1) * 2 ** 2) / 12);
			const { spread } = await new Detector(network).predict(randomImages(2));
			expectClose(
				spread as Float32Array,
				new Float32Array(30).fill(flat),
				1e-3,
			);
			tf.dispose(none);
			network.dispose();
		}));

	it("refuses a size that there is not", () => {
		expect(() => buildKeypointNet({ size: "huge" as never })).to.throw(
			"buildKeypointNet: unknown size: huge; expected one of slim, full",
		);
	});

	it("refuses to predict with a model of another number of outputs", async () => {
		const network = tf.sequential({
			layers: [
				tf.layers.flatten({ inputShape: [96, 96, 1] }),
				tf.layers.dense({ units: 8 }),
			],
		});
		const failure = await predict(network, randomImages(1)).catch(
			(error: Error) => error.message,
		);
		expect(failure).to.contain(
			"expected [n, 30], or [n, 34] with two labelling sources",
		);
		network.dispose();
	});
});
