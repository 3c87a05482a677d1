import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { randomUniform } from "../../src/backend";
import { onEveryBackend } from "../support/backends";
import {
	expectClose,
	expectNoLeak,
	finiteDifferences,
	randomTensor,
} from "../support/tensors";

/** Operations that the models use, with values computed by hand. */
const VALUES: [name: string, compute: () => tf.Tensor, expected: number[]][] = [
	[
		"matrix product",
		() =>
			tf.matMul(
				tf.tensor2d([1, 2, 3, 4], [2, 2]),
				tf.tensor2d([5, 6, 7, 8], [2, 2]),
			),
		[19, 22, 43, 50],
	],
	[
		"convolution, valid",
		() => tf.conv2d(ramp4d(3, 3), kernel([1, 2, 3, 4]), 1, "valid"),
		[1 + 4 + 12 + 20, 2 + 6 + 15 + 24, 4 + 10 + 21 + 32, 5 + 12 + 24 + 36],
	],
	[
		"convolution, same",
		() => tf.conv2d(ramp4d(2, 2), kernel([1, 2, 3, 4]), 1, "same"),
		[1 + 4 + 9 + 16, 2 + 12, 3 + 8, 4],
	],
	[
		"convolution, stride 2",
		() => tf.conv2d(ramp4d(4, 4), kernel([1, 0, 0, 1]), 2, "valid"),
		[1 + 6, 3 + 8, 9 + 14, 11 + 16],
	],
	[
		"max pooling",
		() => tf.maxPool(ramp4d(4, 4), 2, 2, "valid"),
		[6, 8, 14, 16],
	],
	[
		"max pooling 3x3, stride 2",
		() => tf.maxPool(ramp4d(5, 5), 3, 2, "valid"),
		[13, 15, 23, 25],
	],
	[
		"average pooling",
		() => tf.avgPool(ramp4d(4, 4), 2, 2, "valid"),
		[3.5, 5.5, 11.5, 13.5],
	],
	["ReLU", () => tf.relu(tf.tensor1d([-2, 0, 3])), [0, 0, 3]],
	[
		"batch norm",
		() =>
			tf.batchNorm(
				tf.tensor2d([1, 2, 3, 4], [2, 2]),
				tf.tensor1d([1, 2]),
				tf.tensor1d([4, 9]),
				tf.tensor1d([10, 20]),
				tf.tensor1d([2, 3]),
				0,
			),
		[10, 20, 12, 22],
	],
	[
		"zero padding",
		() =>
			tf.pad(tf.tensor2d([1, 2], [1, 2]), [
				[1, 0],
				[0, 1],
			]),
		[0, 0, 0, 1, 2, 0],
	],
	[
		"mean and variance",
		() => {
			const { mean, variance } = tf.moments(
				tf.tensor2d([1, 2, 3, 6], [2, 2]),
				0,
			);
			return tf.concat([mean, variance]);
		},
		[2, 4, 1, 4],
	],
	[
		"the mathematics of Adam",
		() =>
			tf
				.tensor1d([4, 9])
				.sqrt()
				.add(1)
				.div(tf.tensor1d([3, 2]))
				.mul(3)
				.square(),
		[9, 36],
	],
	[
		"comparison and cast",
		() => tf.tensor1d([0.1, 0.5, 0.7]).greaterEqual(0.5).toFloat(),
		[0, 1, 1],
	],
];

/** Gradients that the models use, against finite differences of the same function. */
const GRADIENTS: [
	name: string,
	shape: number[],
	f: (x: tf.Tensor) => tf.Tensor,
][] = [
	[
		"convolution, by its input",
		[1, 4, 4, 2],
		(x) =>
			weigh(tf.conv2d(x as tf.Tensor4D, random4d([3, 3, 2, 3]), 1, "same")),
	],
	[
		"convolution, by its filter",
		[3, 3, 2, 2],
		(x) =>
			weigh(tf.conv2d(random4d([2, 5, 5, 2]), x as tf.Tensor4D, 2, "valid")),
	],
	[
		"max pooling",
		[1, 4, 4, 1],
		(x) => weigh(tf.maxPool(apart(x) as tf.Tensor4D, 2, 2, "valid")),
	],
	[
		"average pooling",
		[1, 4, 4, 1],
		(x) => weigh(tf.avgPool(x as tf.Tensor4D, 2, 2, "valid")),
	],
	[
		"matrix product, bias and ReLU",
		[2, 3],
		(x) =>
			weigh(
				tf.relu(
					x.matMul(randomTensor([3, 4], 3)).add(tf.tensor1d([1, 2, 3, -9])),
				),
			),
	],
	[
		"batch norm over the batch",
		[4, 3],
		(x) => {
			const { mean, variance } = tf.moments(x, 0);
			return weigh(
				tf.batchNorm(
					x as tf.Tensor2D,
					mean as tf.Tensor1D,
					variance as tf.Tensor1D,
					tf.tensor1d([4, 5, 6]),
					tf.tensor1d([1, 2, 3]),
					1e-3,
				),
			);
		},
	],
	[
		"a batch norm layer in training, by its input",
		[2, 2, 2, 3],
		(x) => weigh(batchNormLayer(x, tf.tensor1d([1, 2, 3]), [4, 5, 6])),
	],
	[
		"a batch norm layer in training, by its scale",
		[3],
		(x) => {
			const input = randomTensor([2, 2, 2, 3], 9);
			return weigh(batchNormLayer(input, x, [4, 5, 6]));
		},
	],
	[
		"zero padding",
		[1, 2, 2, 1],
		(x) =>
			weigh(
				tf.pad(x, [
					[0, 0],
					[1, 1],
					[1, 1],
					[0, 0],
				]),
			),
	],
	[
		"a masked squared error",
		[2, 3],
		(x) =>
			x
				.sub(1)
				.mul(tf.tensor2d([1, 0, 1, 1, 1, 0], [2, 3]))
				.square()
				.sum()
				.div(4),
	],
];

onEveryBackend(() => {
	describe("values", () => {
		for (const [name, compute, expected] of VALUES)
			it(`${name} gives the values computed by hand`, () =>
				expectNoLeak(() => {
					tf.tidy(() => expectClose(compute().dataSync(), expected));
				}));
	});

	describe("gradients", () => {
		for (const [name, shape, f] of GRADIENTS)
			it(`${name} agrees with finite differences`, () =>
				expectNoLeak(() => {
					tf.tidy(() => {
						const x = randomTensor(shape, 7);
						const gradient = tf.grad((y: tf.Tensor) => f(y).asScalar())(x);
						expectClose(gradient.dataSync(), finiteDifferences(f, x), 2e-2);
					});
				}));
	});

	it("a batch norm layer normalises a batch and moves its statistics towards it", () =>
		expectNoLeak(() => {
			tf.tidy(() => {
				const x = tf.tensor4d([1, 2, 3, 6], [4, 1, 1, 1]);
				const y = batchNormLayer(x, tf.tensor1d([2]), [10], (weights) => {
					const [, , mean, variance] = weights;
					expectClose(mean.dataSync(), [0.1 * 3]);
					expectClose(variance.dataSync(), [0.9 + 0.1 * 3.5]);
				});
				// mean 3, variance 3.5; epsilon 0.001
				const deviation = Math.sqrt(3.501);
				expectClose(
					y.dataSync(),
					[-2, -1, 0, 3].map((x) => 10 + (2 * x) / deviation),
				);
			});
		}));

	it("ReLU has no gradient at and below zero", () =>
		tf.tidy(() => {
			const gradient = tf.grad((x: tf.Tensor) => tf.relu(x).mul(5))(
				tf.tensor1d([-1, 0, 1]),
			);
			expectClose(gradient.dataSync(), [0, 0, 5]);
		}));

	it("keeps the number of live tensors when work is tidied", () =>
		expectNoLeak(() => {
			for (let i = 0; i < 3; i++)
				tf.tidy(() =>
					tf
						.relu(randomTensor([4, 4], i))
						.sum()
						.dataSync(),
				);
		}));

	it("throws where shapes do not fit", () => {
		const before = tf.memory().numTensors;
		expect(() =>
			tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3]))),
		).to.throw(/shapes|size/i);
		expect(tf.memory().numTensors).to.equal(before);
	});

	it("draws the same random numbers for the same seed, and others for another", () =>
		tf.tidy(() => {
			const draw = (a: number, b: number) =>
				Array.from(randomUniform([1000], [a, b]).dataSync());
			expect(draw(1, 2)).to.deep.equal(draw(1, 2));
			expect(draw(1, 2)).to.not.deep.equal(draw(1, 3));
			expect(draw(1, 2)).to.not.deep.equal(draw(2, 2));
			const numbers = draw(5, 6);
			const mean = numbers.reduce((sum, x) => sum + x) / numbers.length;
			expect(mean).to.be.closeTo(0.5, 0.05);
			expect(Math.min(...numbers)).to.be.at.least(0);
			expect(Math.max(...numbers)).to.be.below(1);
		}));
});

/** A batch norm layer of TensorFlow.js in training, momentum 0.9; `inspect` sees its weights afterwards. */
function batchNormLayer(
	x: tf.Tensor,
	gamma: tf.Tensor,
	beta: number[],
	inspect: (weights: tf.Tensor[]) => void = () => {},
): tf.Tensor {
	const layer = tf.layers.batchNormalization({ momentum: 0.9 });
	layer.build([null, null, null, beta.length]);
	const still = tf.zeros([beta.length]);
	layer.setWeights([gamma, tf.tensor1d(beta), still, tf.onesLike(still)]);
	// Setting a weight copies it; for its gradient the layer has to see the tensor itself.
	const scale = (layer as unknown as { gamma: { read: () => tf.Tensor } })
		.gamma;
	scale.read = () => gamma;
	const y = layer.apply(x, { training: true }) as tf.Tensor;
	inspect(layer.getWeights());
	for (const weight of layer.weights)
		(weight as unknown as { dispose(): void }).dispose();
	return y;
}

/** 1, 2, 3, ... as one image with one channel. */
function ramp4d(height: number, width: number): tf.Tensor4D {
	const values = Array.from({ length: height * width }, (_, i) => i + 1);
	return tf.tensor4d(values, [1, height, width, 1]);
}

function kernel(values: number[]): tf.Tensor4D {
	return tf.tensor4d(values, [2, 2, 1, 1]);
}

function random4d(shape: [number, number, number, number]): tf.Tensor4D {
	return randomTensor(shape, 11) as tf.Tensor4D;
}

/** A scalar in which every output has another weight. */
function weigh(y: tf.Tensor): tf.Tensor {
	return y.mul(randomTensor(y.shape, 5)).sum();
}

/** Spreads values so that no small step changes which one is the largest. */
function apart(x: tf.Tensor): tf.Tensor {
	const order = tf.range(0, x.size).mul(7).mod(x.size).reshape(x.shape);
	return x.mul(0.1).add(order);
}
