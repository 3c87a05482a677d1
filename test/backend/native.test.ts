import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { compile } from "../../src/backend";
import type { NativeBackend } from "../../src/tensorflow/nativeBackend";
import { registerOperations } from "../../src/tensorflow/operations";
import { describeOn, useBackend } from "../support/backends";
import { expectNoLeak, randomTensor } from "../support/tensors";

type Shape4D = [number, number, number, number];

/** What is computed of some tensors, of which shapes. */
interface Case {
	name: string;
	shapes: number[][];
	compute: (inputs: tf.Tensor[]) => tf.Tensor;
}

/** Input, filter, stride, padding. */
const CONVOLUTIONS: [Shape4D, Shape4D, number, "valid" | "same"][] = [
	[[1, 3, 3, 1], [3, 3, 1, 1], 1, "valid"],
	[[1, 7, 7, 1], [3, 3, 1, 32], 1, "valid"],
	[[3, 8, 6, 5], [3, 3, 5, 4], 1, "same"],
	[[2, 9, 9, 3], [3, 3, 3, 8], 2, "valid"],
	[[2, 9, 8, 3], [3, 3, 3, 8], 2, "same"],
	[[4, 5, 5, 16], [1, 1, 16, 8], 1, "same"],
	[[1, 15, 15, 1], [7, 7, 1, 6], 2, "valid"],
	[[5, 6, 6, 2], [2, 2, 2, 3], 1, "same"],
	[[8, 4, 4, 32], [3, 3, 32, 64], 1, "same"],
];

/** Input, window, stride, padding. */
const POOLINGS: [Shape4D, number, number, "valid" | "same"][] = [
	[[1, 2, 2, 1], 2, 2, "valid"],
	[[3, 8, 6, 5], 2, 2, "valid"],
	[[2, 7, 7, 4], 2, 2, "valid"],
	[[2, 7, 7, 4], 2, 2, "same"],
	[[4, 9, 9, 16], 3, 2, "valid"],
	[[2, 8, 9, 3], 3, 2, "same"],
	[[2, 6, 6, 3], 3, 1, "same"],
];

const CASES: Case[] = [
	...CONVOLUTIONS.flatMap(([x, filter, stride, padding]) =>
		(["linear", "relu"] as const).map((activation) => ({
			name: `convolution of [${x}] by [${filter}], stride ${stride}, ${padding}, bias and ${activation}`,
			shapes: [x, filter, [filter[3]]],
			compute: ([image, kernel, bias]: tf.Tensor[]) =>
				tf.fused.conv2d({
					x: image as tf.Tensor4D,
					filter: kernel as tf.Tensor4D,
					strides: stride,
					pad: padding,
					bias,
					activation,
				}),
		})),
	),
	...POOLINGS.flatMap(([shape, size, stride, padding]) => {
		const how = `pooling of [${shape}], window ${size}, stride ${stride}, ${padding}`;
		const max = (x: tf.Tensor) =>
			tf.maxPool(x as tf.Tensor4D, size, stride, padding);
		const average = {
			name: `average ${how}`,
			compute: ([x]: tf.Tensor[]) =>
				tf.avgPool(x as tf.Tensor4D, size, stride, padding),
		};
		return [
			{ name: `max ${how}`, compute: ([x]: tf.Tensor[]) => max(x) },
			{
				name: `max ${how}, behind a ReLU`,
				compute: ([x]: tf.Tensor[]) => max(tf.relu(x)),
			},
			{
				name: `max ${how}, behind a ReLU that goes elsewhere too`,
				compute: ([x]: tf.Tensor[]) => {
					const y = tf.relu(x);
					return max(y).sum().mul(y.square());
				},
			},
			// With "same", plain JavaScript's gradient counts cells that are padding.
			...(padding === "valid" ? [average] : []),
		].map((each) => ({ ...each, shapes: [shape] }));
	}),
	...[[5], [4, 3], [2, 5, 3], [2, 4, 3, 7], [2, 2, 3, 2, 5]].map((shape) => ({
		name: `ReLU of [${shape}]`,
		shapes: [shape],
		compute: ([x]: tf.Tensor[]) => tf.relu(x),
	})),
	...(
		[
			[[4, 3], [3]],
			[[2, 5, 3], [3]],
			[[2, 4, 3, 7], [7]],
			[[2, 2, 3, 2, 5], [5]],
			[[3], [3]],
			[
				[4, 3],
				[4, 1],
			],
			[[4, 3], [1]],
			[[3], [4, 3]],
			[
				[2, 1, 3],
				[1, 4, 3],
			],
		] satisfies number[][][]
	).map((shapes) => ({
		name: `the sum of [${shapes[0]}] and [${shapes[1]}]`,
		shapes,
		compute: ([a, b]: tf.Tensor[]) => a.add(b),
	})),
	...[[0], [0, 1], [0, 1, 2], [1, 2, 3], [3], [0, 1, 2, 3]].flatMap((axes) =>
		[false, true].map((keep) => ({
			name: `sums over [${axes}]${keep ? ", dimensions kept" : ""}`,
			shapes: [[3, 4, 2, 5]],
			compute: ([x]: tf.Tensor[]) => x.sum(axes, keep),
		})),
	),
	...[false, true].flatMap((left) =>
		[false, true].map((right) => ({
			name: `a product of matrices, transposed ${left}, ${right}`,
			shapes: [left ? [6, 5] : [5, 6], right ? [7, 6] : [6, 7]],
			compute: ([a, b]: tf.Tensor[]) => a.matMul(b, left, right),
		})),
	),
	...[1, 3, 64].flatMap((batch) =>
		(["linear", "relu"] as const).map((activation) => ({
			name: `a dense layer over a batch of ${batch}, ${activation}`,
			shapes: [[batch, 20], [20, 9], [9]],
			compute: ([a, b, bias]: tf.Tensor[]) =>
				tf.fused.matMul({ a, b, bias, activation } as Parameters<
					typeof tf.fused.matMul
				>[0]),
		})),
	),
	...(
		[
			[2, 1, 1, 1],
			[2, 3, 3, 1],
			[3, 5, 4, 6],
			[16, 4, 4, 32],
		] satisfies Shape4D[]
	).map((shape) => ({
		name: `batch norm over [${shape}]`,
		shapes: [shape, [shape[3]], [shape[3]]],
		compute: ([x, gamma, beta]: tf.Tensor[]) => batchNorm(x, gamma, beta),
	})),
	{
		name: "a reshape to the same shape, and to another",
		shapes: [[4, 6]],
		compute: ([x]) =>
			x
				.reshape([4, 6])
				.square()
				.reshape([8, 3])
				.mul(x.reshape([8, 3])),
	},
];

/** A batch norm layer in training, by its input, scale and offset. */
function batchNorm(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
	const layer = tf.layers.batchNormalization({});
	layer.build(x.shape);
	const { gamma: scale, beta: offset } = layer as unknown as Record<
		string,
		{ read: () => tf.Tensor }
	>;
	// Setting a weight copies it; for its gradient the layer has to see the tensor itself.
	scale.read = () => gamma;
	offset.read = () => beta;
	const y = layer.apply(x, { training: true }) as tf.Tensor;
	for (const weight of layer.weights)
		(weight as unknown as { dispose(): void }).dispose();
	return y;
}

/** Value and gradients of a case, as flat arrays. */
function results(
	{ shapes, compute }: Case,
	run: (step: (...x: tf.Tensor[]) => tf.Tensor[]) => typeof step,
): Float32Array[] {
	return tf.tidy(() => {
		const inputs = shapes.map((shape, i) => randomTensor(shape, 3 + i));
		const step = run((...xs) => {
			const y = compute(xs);
			const weights = randomTensor(y.shape, 99);
			const f = (...each: tf.Tensor[]) =>
				compute(each).mul(weights).sum().asScalar();
			return [y, ...tf.grads(f)(xs)];
		});
		return step(...inputs).map((x) => x.dataSync<"float32">());
	});
}

/** Expects arrays to agree within 1e-5 of the largest number. */
function expectSame(actual: Float32Array[], expected: Float32Array[]): void {
	expect(actual.length).to.equal(expected.length);
	expected.forEach((values, i) => {
		const largest = values.reduce((m, x) => Math.max(m, Math.abs(x)), 1e-3);
		expect(actual[i].length).to.equal(values.length);
		const off = values.reduce(
			(m, x, j) => Math.max(m, Math.abs(x - actual[i][j])),
			0,
		);
		expect(off / largest, `error of result ${i}`).to.be.below(1e-5);
	});
}

describeOn(
	"tensorflow",
	"what TensorFlow does instead of TensorFlow.js",
	() => {
		const expected = new Map<string, Float32Array[]>();

		// Plain JavaScript keeps TensorFlow.js's own operations and gradients.
		before(async () => {
			await useBackend("cpu");
			for (const each of CASES)
				expected.set(
					each.name,
					results(each, (step) => step),
				);
			await useBackend("tensorflow");
		});

		for (const each of CASES)
			it(`${each.name}: value and gradients`, () =>
				expectNoLeak(() => {
					const stock = expected.get(each.name) as Float32Array[];
					expectSame(
						results(each, (step) => step),
						stock,
					);
					if (each.name.startsWith("batch norm")) return;
					let compiled: { dispose(): void } | undefined;
					const found = results(each, (step) => {
						const made = compile(step);
						compiled = made;
						return made;
					});
					compiled?.dispose();
					expectSame(found, stock);
				}));

		it("is left to TensorFlow.js where TensorFlow has no kernel, and said once for each", () => {
			const said: string[] = [];
			const { warn } = console;
			console.warn = (text: string) => said.push(text);
			const binding = { hasKernel: () => false };
			registerOperations({ binding } as unknown as NativeBackend, () => {});
			console.warn = warn;
			expect(said.length).to.be.above(4);
			expect(said[0]).to.match(
				/TensorFlow cannot run ReluGrad here; TensorFlow.js composes ReLU's gradient of other operations, which is slower/,
			);
		});
	},
);
