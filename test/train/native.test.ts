import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { projectFolder } from "../../src/base";
import { labelsOf } from "../../src/dataset";
import { buildCnn, buildResNet, SeededDropout } from "../../src/model";
import type { OptimizerConfig } from "../../src/run";
import { Optimizer } from "../../src/train";
import { TrainStep, trainableVariables } from "../../src/train/step";
import { describeOn } from "../support/backends";
import { squares } from "../support/faces";
import { expectNoLeak, randomTensor } from "../support/tensors";

const STEPS = 50;

/** A variable whose first value leaves no tensor of its own behind. */
function variable(values: Float32Array, shape: number[]): tf.Variable {
	return tf.tidy(() => tf.variable(tf.tensor(values, shape)));
}

/** The project's models, the deep one with fewer filters. */
const MODELS = {
	cnn: () => buildCnn({ seed: 1 }),
	resnet: () =>
		buildResNet({
			seed: 1,
			stages: [
				[8, 8, 32],
				[16, 16, 64],
			],
		}),
};
type Name = keyof typeof MODELS;

/** The losses of a model without dropout over {@link STEPS} steps of SGD, always on the same batches. */
export function losses(name: Name): number[] {
	const network = MODELS[name]();
	for (const layer of network.layers)
		if (layer instanceof SeededDropout) Object.assign(layer, { rate: 0 });
	const faces = squares(12, 1, 0.3);
	const labels = labelsOf(faces);
	const optimizer = new Optimizer(trainableVariables(network), { kind: "sgd" });
	const training = new TrainStep(network, optimizer, {
		kind: "squared",
		units: "normalised",
	});
	const found = Array.from({ length: STEPS }, (_, step) => {
		const indices = Int32Array.from([0, 1, 2, 3], (i) => (4 * step + i) % 12);
		const batch = { images: faces.images, labels, indices };
		return training.run(batch, { step, learningRate: 0.01, done: 0 }).loss;
	});
	training.dispose();
	optimizer.dispose();
	network.dispose();
	return found;
}

/** The same in a process of its own, with TensorFlow.js's own operations. */
function stockLosses(name: Name): number[] {
	const path = (...parts: string[]) =>
		JSON.stringify(join(projectFolder(), "dist", ...parts));
	const code = `global.describe = () => {};
		require(${path("src", "backend")}).startBackend().then(() =>
			console.log(JSON.stringify(require(${path("test", "train", "native.test.js")}).losses("${name}"))))`;
	const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], {
		encoding: "utf8",
		env: { ...process.env, KEYPOINTS_NATIVE: "0" },
	});
	expect(stderr).to.equal("");
	return JSON.parse(stdout);
}

describeOn("tensorflow", "native training", () => {
	for (const name of ["cnn", "resnet"] satisfies Name[])
		it(`follows the losses of TensorFlow.js's own operations over ${STEPS} steps of ${name} @slow`, async () => {
			await expectNoLeak(() => {
				const stock = stockLosses(name);
				const native = losses(name);
				expect(stock[STEPS - 1]).to.be.below(stock[0]);
				stock.forEach((loss, i) => {
					expect(native[i], `loss ${i}`).to.be.closeTo(loss, 1e-3 * loss);
				});
			});
		}).timeout(300_000);

	for (const config of [
		{ kind: "adam" },
		{ kind: "adam", beta1: 0.8, beta2: 0.99, epsilon: 1e-3 },
		{ kind: "adamw", weightDecay: 0.1 },
		{ kind: "sgd" },
		{ kind: "sgd", momentum: 0.9 },
	] satisfies OptimizerConfig[])
		it(`takes the updates of ${JSON.stringify(config)} by its formula, one after the other`, () =>
			expectNoLeak(() => {
				const shape = [30, 40];
				const start = tf.tidy(() => randomTensor(shape, 1).dataSync());
				const weight = variable(start as Float32Array, shape);
				const optimizer = new Optimizer([weight], config);
				const expected = new Reference(Array.from(start), config);
				for (let step = 1; step <= 20; step++)
					tf.tidy(() => {
						const gradient = randomTensor(shape, 100 + step);
						const copy = weight.clone();
						const before = copy.dataSync();
						optimizer.apply([gradient], 0.01);
						expected.step(gradient.dataSync(), 0.01, step);
						const off = weight
							.dataSync<"float32">()
							.reduce(
								(most, x, i) => Math.max(most, Math.abs(x - expected.x[i])),
								0,
							);
						expect(off, `update ${step}`).to.be.below(1e-5);
						// The weights change in place; what was cloned of them does not.
						expect(copy.dataSync()).to.deep.equal(before);
					});
				weight.dispose();
				optimizer.dispose();
			}));

	it("keeps what was cloned of a weight before it trained", () =>
		expectNoLeak(() => {
			const weight = variable(Float32Array.of(1, 2), [2]);
			const clone = weight.clone();
			const optimizer = new Optimizer([weight], { kind: "sgd" });
			tf.tidy(() => optimizer.apply([tf.ones([2])], 1));
			expect(Array.from(clone.dataSync())).to.deep.equal([1, 2]);
			expect(Array.from(weight.dataSync())).to.deep.equal([0, 1]);
			tf.tidy(() => weight.assign(tf.tensor1d([5, 5])));
			tf.tidy(() => optimizer.apply([tf.ones([2])], 1));
			expect(Array.from(weight.dataSync())).to.deep.equal([4, 4]);
			tf.dispose([weight, clone]);
			optimizer.dispose();
		}));
});

/** The optimizers by their formulas, in double precision. */
class Reference {
	private readonly mean: number[];
	private readonly square: number[];

	constructor(
		readonly x: number[],
		private readonly config: OptimizerConfig,
	) {
		this.mean = x.map(() => 0);
		this.square = x.map(() => 0);
	}

	step(gradient: ArrayLike<number>, rate: number, step: number): void {
		const { kind, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = this.config;
		const { weightDecay = 0.01, momentum = 0 } = this.config;
		const { x, mean, square } = this;
		for (let i = 0; i < x.length; i++) {
			const g = gradient[i];
			if (kind === "sgd") {
				mean[i] = momentum * mean[i] - rate * g;
				x[i] += mean[i];
				continue;
			}
			if (kind === "adamw") x[i] -= rate * weightDecay * x[i];
			mean[i] = beta1 * mean[i] + (1 - beta1) * g;
			square[i] = beta2 * square[i] + (1 - beta2) * g * g;
			const unbiased = Math.sqrt(square[i] / (1 - beta2 ** step));
			const correction = Math.sqrt(1 - beta2 ** step);
			// Epsilon is added before the correction, as in Keras.
			x[i] -=
				(rate * (mean[i] / (1 - beta1 ** step))) /
				(unbiased + epsilon / correction);
		}
	}
}
