import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { type BackendName, dropoutMask } from "../../src/backend";
import { describeOn, useBackend } from "../support/backends";
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
	[[2, 8, 9, 4], [3, 3, 4, 8], 2, "same"],
	[[2, 6, 6, 8], [2, 2, 8, 4], 1, 2],
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

/** What a computation gives on the plain backend, then on another, as lists of numbers. */
async function onBoth(
	other: BackendName,
	compute: () => tf.Tensor[],
): Promise<[expected: Float32Array[], actual: Float32Array[]]> {
	const results: Float32Array[][] = [];
	for (const name of ["cpu", other] as const) {
		await useBackend(name);
		await expectNoLeak(() => {
			tf.tidy(() => {
				results.push(compute().map((x) => x.dataSync<"float32">()));
			});
		});
	}
	return [results[0], results[1]];
}

async function expectSameOn(
	other: BackendName,
	compute: () => tf.Tensor[],
	tolerance = 3e-4,
): Promise<void> {
	const [expected, actual] = await onBoth(other, compute);
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

for (const name of ["wasm", "webgpu"] as const)
	describeOn(
		name,
		`the backend ${name} computes what plain JavaScript does`,
		() => {
			const expectSame = (compute: () => tf.Tensor[]) =>
				expectSameOn(name, compute);

			for (const [input, filter, strides, pad] of CONVOLUTIONS)
				it(`a convolution of [${input}] by [${filter}], strides ${strides}, padding ${pad}, with both gradients`, () =>
					expectSame(() =>
						valueAndGradients(
							(x, w) =>
								tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad),
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
									randomTensor(
										transposeB ? [columns, inner] : [inner, columns],
										2,
									),
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

			for (const shape of [
				[3, 5, 5, 8],
				[300, 3],
			])
				it(`a bias, a factor and a ReLU on the channels of [${shape}], with their gradients`, () =>
					expectSame(() =>
						valueAndGradients(
							(x, b) => tf.relu(x.add(b).mul(b).sub(b)),
							randomTensor(shape, 1),
							randomTensor(shape.slice(-1), 2),
						),
					));

			for (const activation of ["linear", "relu", "sigmoid"] as const)
				it(`a convolution with its bias and ${activation} in one`, () =>
					expectSame(() => [
						tf.fused.conv2d({
							x: randomTensor([2, 7, 6, 4], 1) as tf.Tensor4D,
							filter: randomTensor([3, 3, 4, 5], 2) as tf.Tensor4D,
							...{ strides: 2, pad: "same", activation },
							bias: randomTensor([5], 3),
						}),
					]));

			it("the masks of dropout, to the bit", () =>
				expectSame(() => [
					dropoutMask([7, 5, 3], 0.3, [5, 9]),
					dropoutMask([64, 64], 0.5, [-5, 0]),
				]));

			it("sums and means of whole numbers, and of nothing", () =>
				expectSame(() => [
					tf.tensor2d([1, 2, 3, 4], [2, 2], "int32").sum(0),
					tf.tensor2d([1, 2, 3, 4], [2, 2], "int32").mean(0),
					tf.zeros([0, 2]).sum(0),
				]));
		},
	);
