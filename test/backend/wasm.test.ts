import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { randomUniform } from "../../src/backend";
import { coordinatesOf } from "../../src/dataset";
import { buildModel, type MODELS } from "../../src/model";
import { Optimizer } from "../../src/train";
import { TrainStep, trainableVariables } from "../../src/train/step";
import { useBackend, useOwnBackend, whyNot } from "../support/backends";
import { squares } from "../support/faces";
import { smallNetwork } from "../support/networks";
import { expectClose, expectNoLeak, randomTensor } from "../support/tensors";

type Shape = [number, number, number, number];
type Padding = "valid" | "same" | number;

/** Input, filter, strides, padding. */
const CONVOLUTIONS: [Shape, Shape, number | [number, number], Padding][] = [
	[[1, 1, 1, 1], [1, 1, 1, 1], 1, "valid"],
	[[2, 5, 5, 3], [1, 1, 3, 4], 1, "valid"],
	[[2, 6, 5, 3], [3, 3, 3, 4], 1, "valid"],
	[[2, 6, 5, 3], [3, 3, 3, 4], 1, "same"],
	[[3, 7, 6, 2], [2, 4, 2, 5], 1, "same"],
	[[2, 8, 9, 3], [3, 3, 3, 4], 2, "valid"],
	[[2, 8, 9, 3], [3, 3, 3, 4], 2, "same"],
	[[2, 9, 8, 2], [1, 1, 2, 3], 2, "valid"],
	[[2, 11, 7, 2], [3, 2, 2, 3], [3, 1], "valid"],
	[[2, 7, 11, 2], [2, 3, 2, 3], [1, 3], "same"],
	[[1, 10, 10, 1], [7, 7, 1, 6], 2, 3],
	[[2, 6, 6, 3], [3, 3, 3, 2], 1, 1],
	[[2, 6, 6, 3], [2, 2, 3, 2], 1, 2],
];

/** Input, window, strides, padding. */
const POOLINGS: [Shape, number | [number, number], number, "valid" | "same"][] =
	[
		[[2, 4, 6, 3], 2, 2, "valid"],
		[[2, 5, 7, 3], 2, 2, "valid"],
		[[2, 5, 7, 3], 2, 2, "same"],
		[[2, 7, 7, 2], 3, 2, "valid"],
		[[2, 7, 7, 2], 3, 2, "same"],
		[[1, 6, 6, 2], 3, 1, "same"],
		[[1, 6, 6, 2], [1, 3], 2, "valid"],
	];

/** Rows, inner size and columns of a matrix product. */
const PRODUCTS = [
	[1, 1, 1],
	[2, 3, 4],
	[3, 40, 50],
	[50, 40, 3],
	[40, 3, 50],
	[1, 16, 80],
];

/** What a computation gives on the plain backend, then on wasm, as lists of numbers. */
async function onBoth(
	compute: () => tf.Tensor[],
): Promise<[expected: Float32Array[], actual: Float32Array[]]> {
	const results: Float32Array[][] = [];
	for (const name of ["cpu", "wasm"] as const) {
		await useBackend(name);
		await expectNoLeak(() => {
			tf.tidy(() => {
				results.push(compute().map((x) => x.dataSync<"float32">()));
			});
		});
	}
	return [results[0], results[1]];
}

async function expectSame(
	compute: () => tf.Tensor[],
	tolerance = 3e-4,
): Promise<void> {
	const [expected, actual] = await onBoth(compute);
	expect(actual.length).to.equal(expected.length);
	for (const [i, values] of expected.entries())
		expectClose(actual[i], values, tolerance);
}

/** A function's value and its gradients, where every output has a weight of its own. */
function valueAndGradients(
	f: (...inputs: tf.Tensor[]) => tf.Tensor,
	...inputs: tf.Tensor[]
): tf.Tensor[] {
	const y = f(...inputs);
	return [y, ...tf.grads(f)(inputs, randomTensor(y.shape, 5))];
}

describe("the backend wasm computes what plain JavaScript does", () => {
	after(useOwnBackend);

	for (const [input, filter, strides, pad] of CONVOLUTIONS)
		it(`a convolution of [${input}] by [${filter}], strides ${strides}, padding ${pad}, with both gradients`, () =>
			expectSame(() =>
				valueAndGradients(
					(x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad),
					randomTensor(input, 1),
					randomTensor(filter, 2),
				),
			));

	it("a dilated convolution", () =>
		expectSame(() => [
			tf.conv2d(
				randomTensor([2, 9, 9, 2], 1) as tf.Tensor4D,
				randomTensor([3, 3, 2, 4], 2) as tf.Tensor4D,
				1,
				"valid",
				"NHWC",
				2,
			),
		]));

	it("a filter's gradient over more images than fit at a time, as the sum of each image's", async () => {
		await useBackend("wasm");
		await expectNoLeak(() => {
			tf.tidy(() => {
				const x = randomTensor([5, 40, 40, 32], 1) as tf.Tensor4D;
				const dy = randomTensor([5, 40, 40, 2], 2) as tf.Tensor4D;
				const gradient = (images: tf.Tensor4D, slopes: tf.Tensor4D) =>
					tf.grad((w) => tf.conv2d(images, w as tf.Tensor4D, 1, "same"))(
						tf.zeros([5, 5, 32, 2]),
						slopes,
					);
				const each = (x.split(5) as tf.Tensor4D[]).map((image, i) => {
					const slopes = dy.slice([i, 0, 0, 0], [1, -1, -1, -1]);
					return gradient(image, slopes);
				});
				expectClose(gradient(x, dy).dataSync(), tf.addN(each).dataSync(), 3e-4);
			});
		});
	});

	for (const [input, size, strides, pad] of POOLINGS)
		it(`max pooling of [${input}] by ${size}, strides ${strides}, padding ${pad}, with its gradient`, () =>
			expectSame(() =>
				valueAndGradients(
					(x) => tf.maxPool(x as tf.Tensor4D, size, strides, pad),
					// Few values, so that several in a window are the largest.
					randomTensor(input, 1).mul(2).round(),
				),
			));

	for (const [rows, inner, columns] of PRODUCTS)
		for (const transposeA of [false, true])
			for (const transposeB of [false, true])
				it(`a product ${rows}x${inner} by ${inner}x${columns}, transposed ${transposeA}, ${transposeB}, with both gradients`, () =>
					expectSame(() =>
						valueAndGradients(
							(a, b) => tf.matMul(a, b, transposeA, transposeB),
							randomTensor(transposeA ? [inner, rows] : [rows, inner], 1),
							randomTensor(transposeB ? [columns, inner] : [inner, columns], 2),
						),
					));

	it("products of several matrices at a time", () =>
		expectSame(() =>
			valueAndGradients(
				(a, b) => tf.matMul(a, b),
				randomTensor([2, 3, 4], 1),
				randomTensor([2, 4, 5], 2),
			),
		));

	for (const axis of [[0], [0, 1], [0, 1, 2], [1], [2, 3], [0, 3], [-4]])
		for (const keepDims of [false, true])
			it(`sum and mean over [${axis}]${keepDims ? ", dimensions kept" : ""}`, () =>
				expectSame(() => {
					const x = randomTensor([2, 3, 4, 5], 1);
					return [
						...valueAndGradients((y) => y.sum(axis, keepDims), x),
						...valueAndGradients((y) => y.mean(axis, keepDims), x),
					];
				}));

	it("sums and means of whole numbers, and of nothing", () =>
		expectSame(() => [
			tf.tensor2d([1, 2, 3, 4], [2, 2], "int32").sum(0),
			tf.tensor2d([1, 2, 3, 4], [2, 2], "int32").mean(0),
			tf.zeros([0, 2]).sum(0),
		]));
});

describe("random numbers", () => {
	after(useOwnBackend);

	it("are those of TensorFlow's StatelessRandomUniform, whatever computes", async () => {
		for (const name of ["tensorflow", "wasm", "cpu"] as const) {
			if (whyNot(name)) continue;
			await useBackend(name);
			const draw = (count: number, a: number, b: number) =>
				tf.tidy(() => Array.from(randomUniform([count], [a, b]).dataSync()));
			// From TensorFlow 2.21.
			expect(draw(10, 1, 2)[0], name).to.equal(0.8440604209899902);
			expect(draw(10, 1, 2)[9], name).to.equal(0.08476817607879639);
			expect(draw(7, 0, 0)[6], name).to.equal(0.8081874847412109);
			const last = draw(100_003, -5, 77)[100_002];
			expect(last, name).to.equal(0.485520601272583);
		}
	});
});

describe("training on wasm", function () {
	this.timeout(120_000);
	after(useOwnBackend);

	/** The losses of a few steps of Adam on the present backend. */
	function losses(network: tf.LayersModel, faceCount: number): number[] {
		const faces = squares(faceCount, 1, 0.3);
		const labels = coordinatesOf(faces);
		const indices = Int32Array.from({ length: faceCount }, (_, i) => i);
		const variables = trainableVariables(network);
		const optimizer = new Optimizer(variables, { kind: "adamw" });
		const training = new TrainStep(network, optimizer, {
			kind: "squared",
			units: "normalised",
		});
		const tensors: number[] = [];
		const found = [0, 1, 2].map((step) => {
			const { loss } = training.run(
				{ images: faces.images, labels, indices },
				{ step, learningRate: 1e-4, done: 0 },
			);
			tensors.push(tf.memory().numTensors);
			return loss;
		});
		expect(new Set(tensors).size, "numbers of live tensors").to.equal(1);
		training.dispose();
		optimizer.dispose();
		network.dispose();
		return found;
	}

	it("gives a small network with batch norm and dropout the losses of plain JavaScript", async () => {
		await useBackend("cpu");
		const expected = losses(smallNetwork(), 12);
		await useBackend("wasm");
		expectClose(losses(smallNetwork(), 12), expected, 1e-4);
	});

	const reason = whyNot("tensorflow");
	for (const name of [
		"cnn",
		"dense-cnn",
		"resnet",
	] satisfies (keyof typeof MODELS)[])
		if (reason)
			it.skip(`gives ${name} the losses of TensorFlow (skipped: ${reason})`);
		else
			it(`gives ${name} the losses of TensorFlow`, async () => {
				await useBackend("tensorflow");
				const expected = losses(buildModel(name, { seed: 1 }), 3);
				await useBackend("wasm");
				expectClose(losses(buildModel(name, { seed: 1 }), 3), expected, 1e-3);
			});

	it("stops with advice where the memory of WebAssembly is full", async () => {
		await useBackend("wasm");
		await expectNoLeak(() => {
			expect(() =>
				tf.tidy(() => tf.ones([40_000, 1]).matMul(tf.ones([1, 30_000]))),
			).to.throw(
				/wasm: out of memory: no room for 4800 MB.*half the batch size/,
			);
		});
	});
});
