import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import type { Faces } from "../../src/dataset";
import { COORDINATE_COUNT, IMAGE_PIXELS } from "../../src/face";
import { fit } from "../../src/train";
import { trainingTargets } from "../../src/train/targets";
import { expectNoLeak } from "../support/tensors";

const { NaN: NONE } = Number;

/** A model that says the same of every image: 1 in the first column, 2 in the second, ... */
function constant(columns: number): tf.LayersModel {
	return tf.sequential({
		layers: [
			tf.layers.globalAveragePooling2d({
				dataFormat: "channelsLast",
				inputShape: [96, 96, 1],
			}),
			tf.layers.dense({
				units: columns,
				kernelInitializer: "zeros",
				weights: [
					tf.zeros([1, columns]),
					tf.range(1, columns + 1, 1, "float32"),
				],
			}),
		],
	});
}

/** Black faces with these labels; blank where the list ends. */
function faces(...rows: number[][]): Faces {
	const labels = new Float32Array(rows.length * COORDINATE_COUNT).fill(NONE);
	rows.forEach((row, i) => {
		labels.set(row, i * COORDINATE_COUNT);
	});
	return {
		source: "black",
		file: "black",
		images: new Uint8Array(rows.length * IMAGE_PIXELS),
		rows: Int32Array.from(rows, (_, i) => i + 1),
		labels,
		skipped: 0,
		skippedReasons: [],
	};
}

describe("what a model is trained towards", () => {
	before(() => startBackend());

	it("without a teacher has a gap where a label is missing", async () => {
		const network = constant(30);
		const targets = await trainingTargets(network, faces([7, 8], []));
		expect([...targets.slice(0, 3)]).to.deep.equal([7, 8, NONE]);
		expect([...targets.slice(30)]).to.deep.equal(new Array(30).fill(NONE));
		network.dispose();
	});

	it("with a teacher has what that says of the face and its mirror image", async () => {
		const network = constant(30);
		const targets = await trainingTargets(network, faces([7, 8]), network);
		// The left eye's centre, outputs 1 and 2, mirrors the right's, 3 and 4.
		expect([...targets.slice(0, 2)]).to.deep.equal([7, 8]);
		expect([...targets.slice(2, 4)]).to.deep.equal([(3 + 95 - 1) / 2, 3]);
		network.dispose();
	});

	it("with a teacher has the points of both sources, whoever marked the row", async () => {
		const network = constant(34);
		const row = new Array(30).fill(50);
		const byA = await trainingTargets(network, faces(row), network);
		expect([...byA.slice(0, 30)]).to.deep.equal(row);
		expect([...byA.slice(30)]).to.deep.equal([47.5, 32, 47.5, 34]);
		network.dispose();
	});

	it("refuses a teacher with other outputs", async () => {
		const [network, teacher] = [constant(30), constant(34)];
		let message = "";
		await trainingTargets(network, faces([7, 8]), teacher).catch((error) => {
			message = error.message;
		});
		expect(message).to.match(/has 34 outputs; expected 30, as/);
		network.dispose();
		teacher.dispose();
	});

	it("trains the points that nobody marked, and leaves no tensor behind", async () => {
		const [network, teacher] = [constant(34), constant(34)];
		await expectNoLeak(async () => {
			await fit(network, faces([50, 50]), {
				teacher,
				epochs: 1,
				optimizer: { kind: "sgd" },
				learningRate: 1,
				reporter: {},
			});
		});
		const bias = Array.from(network.getWeights()[1].dataSync());
		// Nose and lower lip of source B: towards the middle, 47.5, sideways.
		expect(bias[30]).to.be.above(31);
		expect(bias[32]).to.be.above(33);
		network.dispose();
		teacher.dispose();
	});
});
