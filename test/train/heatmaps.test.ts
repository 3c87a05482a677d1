import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { type Faces, labelsOf } from "../../src/dataset";
import {
	COORDINATE_NAMES,
	labelSources,
	SOURCE_B_KEYPOINTS,
} from "../../src/face";
import { buildKeypointNet } from "../../src/model";
import { type FitOptions, fit } from "../../src/train";
import { squares } from "../support/faces";

/** Squares of which only B's four points are labelled. */
function ofSourceB(faces: Faces): Faces {
	const labels = Float32Array.from(labelsOf(faces)).map((value, i) =>
		SOURCE_B_KEYPOINTS.some((name) =>
			COORDINATE_NAMES[i % 30].startsWith(`${name}_`),
		)
			? value
			: Number.NaN,
	);
	return { ...faces, labels };
}

/** Trains a new heatmap network and gives back its last convolution's weights before and after, a list a map. */
async function train(faces: Faces, options: FitOptions = {}) {
	const network = buildKeypointNet({ seed: 1 });
	const kernels = () => {
		const values = network.getLayer("logits").getWeights()[0].dataSync();
		return Array.from({ length: 17 }, (_, map) =>
			Array.from(values.filter((_, i) => i % 17 === map)),
		);
	};
	const before = kernels();
	const result = await fit(network, faces, {
		loss: { kind: "heatmap" },
		epochs: 2,
		batchSize: 8,
		learningRate: 2e-3,
		reporter: {},
		...options,
	});
	const after = kernels();
	network.dispose();
	return { before, after, result };
}

describe("training heatmaps", () => {
	before(() => startBackend());

	it("soon finds a square @slow", async function () {
		this.timeout(60_000);
		const { result } = await train(squares(64, 1, 0.2), { epochs: 8 });
		const [first] = result.history;
		const last = result.history[7];
		// The best constant is 56 / √12 = 16 px off.
		expect(first.rmsePixels).to.be.above(10);
		expect(last.rmsePixels).to.be.below(6);
		expect(last.loss).to.be.below(first.loss);
	});

	it("lets a row of source B train B's maps and the eyes, and no other", async () => {
		const faces = ofSourceB(squares(8, 2));
		expect(new Set(labelSources(labelsOf(faces)))).to.deep.equal(
			new Set(["B"]),
		);
		const { before, after } = await train(faces, {
			optimizer: { kind: "sgd" },
		});
		const trained = after.flatMap((kernel, map) =>
			kernel.some((value, i) => value !== before[map][i]) ? [map] : [],
		);
		expect(trained).to.deep.equal([0, 1, 15, 16]);
	});

	it("goes on with the squared error when the epochs come to their end", async () => {
		const { result } = await train(squares(8, 3), { epochs: 5 });
		const losses = result.history.map(({ loss }) => loss);
		const [fourth, fifth] = losses.slice(3);
		// A quarter of the divergence, and squares of errors of many pixels.
		expect(fifth).to.be.above(fourth);
	});
});
