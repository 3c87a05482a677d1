import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { maskedMeanSquaredError, maskLabels } from "../../src/train";
import { onEveryBackend } from "../support/backends";
import { expectClose, expectNoLeak, randomTensor } from "../support/tensors";

/** Labels of two faces: only x of the first point and y of the second are there. */
function twoLabels(): Float32Array {
	const labels = new Float32Array(60).fill(Number.NaN);
	labels[0] = 10;
	labels[33] = 20;
	return labels;
}

onEveryBackend(() => {
	describe("the masked mean squared error", () => {
		it("is the mean over the labels that are present", () =>
			expectNoLeak(() => {
				tf.tidy(() => {
					const targets = maskLabels(twoLabels(), [0, 1]);
					const loss = maskedMeanSquaredError(tf.fill([2, 30], 13), targets);
					// (3² + 7²) / 2
					expectClose(loss.dataSync(), [29]);
				});
			}));

		it("in units of so many pixels is that divided by their square", () =>
			tf.tidy(() => {
				const targets = maskLabels(twoLabels(), [0, 1]);
				const predicted = tf.fill([2, 30], 13);
				const loss = maskedMeanSquaredError(predicted, targets, 96);
				expectClose(loss.dataSync(), [29 / 96 ** 2], 1e-6);
			}));

		it("in normalised units is that divided by 47.5²", () =>
			tf.tidy(() => {
				const targets = maskLabels(twoLabels(), [0, 1]);
				const predicted = tf.fill([2, 30], 13);
				const loss = maskedMeanSquaredError(predicted, targets, "normalised");
				expectClose(loss.dataSync(), [29 / 47.5 ** 2], 1e-6);
			}));

		it("has no gradient at a missing label", () =>
			tf.tidy(() => {
				const targets = maskLabels(twoLabels(), [0, 1]);
				const gradient = tf
					.grad((x: tf.Tensor) => maskedMeanSquaredError(x, targets))(
						tf.fill([2, 30], 13),
					)
					.dataSync();
				const expected = new Float32Array(60);
				expected[0] = 3; // 2 * (13 - 10) / 2
				expected[33] = -7;
				expectClose(gradient, expected);
			}));

		it("takes the labels of the rows that are asked for, in their order", () =>
			tf.tidy(() => {
				const { values, present, count } = maskLabels(twoLabels(), [1]);
				expect(values.dataSync()[3]).to.equal(20);
				expect(present.sum().dataSync()[0]).to.equal(1);
				expect(count).to.equal(1);
			}));

		it("is 0 with a gradient of 0 where no label is present", () =>
			tf.tidy(() => {
				const none = new Float32Array(30).fill(Number.NaN);
				const targets = maskLabels(none, [0]);
				const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
					maskedMeanSquaredError(x, targets),
				)(randomTensor([1, 30], 1));
				expectClose(value.dataSync(), [0]);
				expectClose(grad.dataSync(), new Float32Array(30));
			}));
	});
});
