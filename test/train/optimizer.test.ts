import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { Optimizer } from "../../src/train";
import { onEveryBackend } from "../support/backends";
import { expectClose, expectNoLeak, randomTensor } from "../support/tensors";

/** A variable whose first value leaves no tensor of its own behind. */
function variable(values: number[], shape: number[]): tf.Variable {
	return tf.tidy(() => tf.variable(tf.tensor(values, shape)));
}

onEveryBackend(() => {
	describe("Adam", () => {
		it("takes a first step of the learning rate against each gradient's sign", () =>
			expectNoLeak(() => {
				const weight = variable([1, 2, 3], [3]);
				const optimizer = new Optimizer([weight], { kind: "adam" });
				const gradient = tf.tensor1d([5, -0.01, 0]);
				optimizer.apply([gradient], 0.1);
				expectClose(weight.dataSync(), [0.9, 2.1, 3], 1e-4);
				tf.dispose([weight, gradient]);
				optimizer.dispose();
			}));

		it("agrees with TensorFlow.js's own over several steps", () =>
			expectNoLeak(() => {
				const start = randomTensor([3, 4], 1);
				const mine = tf.variable(start);
				const theirs = tf.variable(start);
				const optimizer = new Optimizer([mine], { kind: "adam" });
				const peer = tf.train.adam(0.01, 0.9, 0.999, 1e-7);
				for (let step = 0; step < 5; step++) {
					const gradient = randomTensor([3, 4], step);
					optimizer.apply([gradient], 0.01);
					peer.applyGradients([{ name: theirs.name, tensor: gradient }]);
					gradient.dispose();
				}
				expectClose(mine.dataSync(), theirs.dataSync(), 1e-5);
				tf.dispose([start, mine, theirs]);
				optimizer.dispose();
				peer.dispose();
			}));
	});

	describe("RMSprop", () => {
		it("takes the steps that Keras' formula gives by hand", () =>
			expectNoLeak(() => {
				const weight = variable([1, 1], [2]);
				const optimizer = new Optimizer([weight], { kind: "rmsprop" });
				const [first, second] = [tf.tensor1d([2, -3]), tf.tensor1d([1, 0])];
				optimizer.apply([first], 0.1);
				// The mean of squares is 0.1 g²: a first step of 0.1 / sqrt(0.1).
				const step = 0.1 / Math.sqrt(0.1);
				expectClose(weight.dataSync(), [1 - step, 1 + step], 1e-5);
				optimizer.apply([second], 0.1);
				const next = 0.1 / Math.sqrt(0.9 * 0.4 + 0.1);
				expectClose(weight.dataSync(), [1 - step - next, 1 + step], 1e-5);
				tf.dispose([weight, first, second]);
				optimizer.dispose();
			}));

		it("keeps what it remembers for a checkpoint", () => {
			const weight = variable([1], [1]);
			const optimizer = new Optimizer([weight], { kind: "rmsprop", rho: 0.5 });
			tf.tidy(() => optimizer.apply([tf.tensor1d([2])], 0.1));
			expectClose(optimizer.state()["0/square"].dataSync(), [2]);
			weight.dispose();
			optimizer.dispose();
		});
	});

	describe("AdamW", () => {
		it("shrinks kernels by rate times decay, and leaves biases alone", () =>
			expectNoLeak(() => {
				const kernel = variable([10], [1, 1]);
				const bias = variable([10], [1]);
				const optimizer = new Optimizer([kernel, bias], {
					kind: "adamw",
					weightDecay: 0.5,
				});
				const none = [tf.zeros([1, 1]), tf.zeros([1])];
				optimizer.apply(none, 0.1);
				expectClose(kernel.dataSync(), [9.5]);
				expectClose(bias.dataSync(), [10]);
				tf.dispose([kernel, bias, ...none]);
				optimizer.dispose();
			}));
	});
});

describe("an optimizer", () => {
	it("counts its steps", () => {
		const weight = variable([1], [1]);
		const optimizer = new Optimizer([weight], { kind: "adam" });
		tf.tidy(() => {
			optimizer.apply([tf.ones([1])], 0.1);
			optimizer.apply([tf.ones([1])], 0.1);
		});
		expect(optimizer.steps).to.equal(2);
		weight.dispose();
		optimizer.dispose();
	});
});
