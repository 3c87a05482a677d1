import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import {
	buildCnn,
	buildDenseCnn,
	buildModel,
	buildResNet,
	modelCost,
	startAtMean,
} from "../../src/model";
import { expectClose, expectNoLeak, randomTensor } from "../support/tensors";

/** Parameters of a convolution with bias: kernel height x width x inputs x filters + filters. */
const conv = (size: number, inputs: number, filters: number) =>
	size * size * inputs * filters + filters;
/** Batch norm has a scale, an offset, a mean and a variance a filter. */
const norm = (filters: number) => 4 * filters;
const dense = (inputs: number, units: number) => inputs * units + units;

/** A block of a stage: three convolutions, each with batch norm. */
const block = (inputs: number, [a, b, c]: number[]) =>
	conv(1, inputs, a) +
	norm(a) +
	conv(3, a, b) +
	norm(b) +
	conv(1, b, c) +
	norm(c);
/** A stage: a first block with a convolution in its shortcut, and two more. */
const stage = (inputs: number, filters: number[]) =>
	block(inputs, filters) +
	conv(1, inputs, filters[2]) +
	norm(filters[2]) +
	2 * block(filters[2], filters);

// 96 -> 94 -> 47 -> 45 -> 22 -> 20 -> 10: three times a 3x3 convolution and pooling.
const CNN =
	conv(3, 1, 32) +
	norm(32) +
	conv(3, 32, 64) +
	norm(64) +
	conv(3, 64, 128) +
	norm(128) +
	dense(10 * 10 * 128, 512) +
	dense(512, 30);
// A fourth time: 10 -> 8 -> 4.
const DENSE_CNN =
	conv(3, 1, 32) +
	conv(3, 32, 64) +
	conv(3, 64, 128) +
	conv(3, 128, 256) +
	dense(4 * 4 * 256, 512) +
	dense(512, 256) +
	dense(256, 30);
// 96 + 6 -> 48 -> 23 (stem), 11, 5 (stages), 2 (average pooling).
const RESNET =
	conv(7, 1, 64) +
	norm(64) +
	stage(64, [64, 64, 256]) +
	stage(256, [128, 128, 512]) +
	dense(2 * 2 * 512, 4096) +
	dense(4096, 2048) +
	dense(2048, 30);

describe("the models", () => {
	before(() => startBackend());

	for (const [name, expected] of [
		["cnn", CNN],
		["dense-cnn", DENSE_CNN],
		["resnet", RESNET],
	] as const) {
		it(`${name} has the parameters that a calculation by hand gives`, () => {
			const network = buildModel(name);
			expect(modelCost(network).parameters).to.equal(expected);
			network.dispose();
		});

		it(`${name} turns images into 30 coordinates and leaves no tensor behind`, () =>
			expectNoLeak(() => {
				const network = buildModel(name);
				tf.tidy(() => {
					const output = network.predict(tf.ones([2, 96, 96, 1])) as tf.Tensor;
					expect(output.shape).to.deep.equal([2, 30]);
					expect(output.dataSync().every(Number.isFinite)).to.equal(true);
				});
				network.dispose();
			}));

		it(`${name} starts from weights that its seed alone decides`, () => {
			const image = randomTensor([1, 96, 96, 1], 1);
			const predictWith = (seed: number) => {
				const network = buildModel(name, { seed });
				const output = network.predict(image) as tf.Tensor;
				const values = Array.from(output.dataSync());
				output.dispose();
				network.dispose();
				return values;
			};
			expect(predictWith(3)).to.deep.equal(predictWith(3));
			expect(predictWith(3)).to.not.deep.equal(predictWith(4));
			image.dispose();
		});
	}

	it("counts the multiply-adds of convolutions and dense layers", () => {
		const network = buildDenseCnn();
		expect(modelCost(network).multiplyAdds).to.equal(
			94 * 94 * 9 * 32 +
				45 * 45 * 9 * 32 * 64 +
				20 * 20 * 9 * 64 * 128 +
				8 * 8 * 9 * 128 * 256 +
				4096 * 512 +
				512 * 256 +
				256 * 30,
		);
		network.dispose();
	});

	it("adds stages to the ResNet where they are asked for", () => {
		const stages = [
			[8, 8, 16],
			[8, 8, 16],
			[8, 8, 16],
		] as const;
		const network = buildResNet({ stages });
		expect(network.getLayer("stage3_block3_relu").outputShape).to.deep.equal([
			null,
			2,
			2,
			16,
		]);
		network.dispose();
		expect(() => buildResNet({ stages: [] })).to.throw(
			/invalid number of stages: 0; expected 1 to 3/,
		);
	});

	it("names the models it has when asked for another", () => {
		expect(() => buildModel("vgg")).to.throw(
			/unknown model: vgg; expected one of cnn, dense-cnn, resnet/,
		);
		expect(() => buildModel("toString")).to.throw(/unknown model: toString/);
	});
});

describe("a residual block", () => {
	it("passes its input through where its convolutions give nothing", () => {
		const network = buildResNet({ stages: [[4, 4, 8]] });
		// With a scale of zero the last batch norm of the block adds nothing.
		const last = network.getLayer("stage1_block2_c_norm");
		const [gamma, ...rest] = last.getWeights();
		const zero = tf.zerosLike(gamma);
		last.setWeights([zero, ...rest]);
		const inner = tf.model({
			inputs: network.inputs,
			outputs: ["stage1_block1_relu", "stage1_block2_relu"].map(
				(name) => network.getLayer(name).output as tf.SymbolicTensor,
			),
		});
		const image = randomTensor([1, 96, 96, 1], 2);
		const [before, after] = inner.predict(image) as tf.Tensor[];
		expectClose(after.dataSync(), before.dataSync());
		expect(before.max().dataSync()[0]).to.be.above(0);
		tf.dispose([zero, image, before, after]);
		network.dispose();
	});
});

describe("startAtMean", () => {
	for (const name of ["cnn", "dense-cnn"])
		it(`makes a new ${name} predict the mean face for any image`, () => {
			const network = buildModel(name);
			const labels = new Float32Array(60).fill(20);
			labels.fill(40, 30);
			labels[0] = Number.NaN;
			startAtMean(network, labels);
			const output = network.predict(tf.ones([1, 96, 96, 1])) as tf.Tensor;
			const values = output.dataSync();
			expect(values[0]).to.be.closeTo(40, 0.01);
			expect(values[1]).to.be.closeTo(30, 0.01);
			output.dispose();
			network.dispose();
		});

	it("starts a coordinate without labels at the middle of the image", () => {
		const network = buildCnn();
		startAtMean(network, new Float32Array(30).fill(Number.NaN));
		const output = network.predict(tf.zeros([1, 96, 96, 1])) as tf.Tensor;
		expect(output.dataSync()[29]).to.be.closeTo(47.5, 0.01);
		network.dispose();
	});
});
