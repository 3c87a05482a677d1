import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import type { Targets } from "../../src/train";
import {
	heatmapDivergence,
	heatmapLoss,
	isSquaredEnd,
	smoothL1,
} from "../../src/train/heatmapLoss";
import { onEveryBackend } from "../support/backends";
import {
	expectClose,
	expectNoLeak,
	finiteDifferences,
	randomTensor,
} from "../support/tensors";

/** Targets out of rows of numbers, NaN where missing. */
function targetsOf(...rows: number[][]): Targets {
	const values = rows.map((row) => row.map((x) => (Number.isNaN(x) ? 0 : x)));
	const present = rows.map((row) => row.map((x) => (Number.isNaN(x) ? 0 : 1)));
	const count = present.flat().filter(Boolean).length;
	return { values: tf.tensor2d(values), present: tf.tensor2d(present), count };
}

const nan = Number.NaN;

onEveryBackend(() => {
	describe("the smooth L1 loss", () => {
		it("is squared near the label and straight far from it", () =>
			expectNoLeak(() =>
				tf.tidy(() => {
					const targets = targetsOf([10, 20, nan, 40]);
					const points = tf.tensor2d([[10.5, 17, 99, 40]]);
					// (0.5² / 2 + (3 - 1/2) + 0) / 3
					const loss = smoothL1(points, targets, 1);
					expectClose(loss.dataSync(), [2.625 / 3]);
				}),
			));

		it("with an infinite beta is half the squared error", () =>
			tf.tidy(() => {
				const targets = targetsOf([10, 20, nan, 40]);
				const points = tf.tensor2d([[10.5, 17, 99, 40]]);
				const loss = smoothL1(points, targets, Number.POSITIVE_INFINITY);
				expectClose(loss.dataSync(), [(0.25 + 9) / 2 / 3]);
			}));

		it("has no gradient at a missing label, and at most 1 a label elsewhere", () =>
			tf.tidy(() => {
				const targets = targetsOf([10, 20, nan, 40]);
				const gradient = tf.grad((x: tf.Tensor) => smoothL1(x, targets, 1))(
					tf.tensor2d([[10.5, 17, 99, 90]]),
				);
				expectClose(gradient.dataSync(), [0.5 / 3, -1 / 3, 0, 1 / 3]);
			}));
	});

	describe("the divergence of heatmaps", () => {
		it("of a flat map is the logarithm of its cells", () =>
			expectNoLeak(() =>
				tf.tidy(() => {
					const flat = tf.zeros<tf.Rank.R4>([1, 1, 48, 48]);
					const loss = heatmapDivergence(flat, targetsOf([30, 60]), 2);
					expectClose(loss.dataSync(), [Math.log(48 * 48)]);
				}),
			));

		it("is lowest for the Gaussian itself, where it is its entropy", () =>
			tf.tidy(() => {
				const x = tf.range(0, 48).mul(2).add(0.5);
				const square = (place: number) =>
					x.sub(place).div(2).square().mul(-0.5);
				const logits = square(60)
					.reshape([48, 1])
					.add(square(30).reshape([1, 48]))
					.reshape([1, 1, 48, 48]) as tf.Tensor4D;
				const targets = targetsOf([30, 60]);
				const [lowest] = heatmapDivergence(logits, targets, 2).dataSync();
				// Entropy of a Gaussian in two dimensions, 1 + ln(2 pi sigma²), in cells.
				expect(lowest).to.be.closeTo(1 + Math.log(2 * Math.PI), 1e-2);
				const nearby = logits.add(randomTensor([1, 1, 48, 48], 1).mul(0.3));
				const [higher] = heatmapDivergence(
					nearby as tf.Tensor4D,
					targets,
					2,
				).dataSync();
				expect(higher).to.be.above(lowest);
			}));

		it("takes no part of a point without a label", () =>
			tf.tidy(() => {
				const logits = randomTensor([1, 2, 6, 6], 2) as tf.Tensor4D;
				const gradient = tf.grad((z: tf.Tensor) =>
					heatmapDivergence(z as tf.Tensor4D, targetsOf([30, 60, 50, nan]), 8),
				)(logits);
				const [first, second] = tf.unstack(gradient.reshape([2, 36]));
				expect(first.abs().sum().dataSync()[0]).to.be.above(0.1);
				expectClose(second.dataSync(), new Float32Array(36));
			}));
	});

	it("the loss of heatmaps has the gradient that differences give", () =>
		tf.tidy(() => {
			const targets = targetsOf([30, 60, 50, 20]);
			const points = tf.tensor2d([[31, 57, 50.2, 20]]);
			const loss = (z: tf.Tensor) =>
				heatmapLoss(
					points,
					z as tf.Tensor4D,
					targets,
					{ kind: "heatmap" },
					false,
				);
			const logits = randomTensor([1, 2, 4, 4], 3);
			const gradient = tf.grad(loss)(logits).dataSync();
			expectClose(gradient, finiteDifferences(loss, logits, 5e-2), 5e-3);
		}));

	it("the loss of heatmaps ends with the squared error and a quarter of the divergence", () =>
		tf.tidy(() => {
			const targets = targetsOf([30, 60]);
			const points = tf.tensor2d([[33, 60]]);
			const flat = tf.zeros<tf.Rank.R4>([1, 1, 48, 48]);
			const config = { kind: "heatmap" } as const;
			const loss = (done: number) => {
				const isEnd = isSquaredEnd(config, done);
				return heatmapLoss(points, flat, targets, config, isEnd).dataSync();
			};
			const divergence = Math.log(48 * 48);
			expectClose(loss(0.79), [2.5 / 2 + divergence]);
			expectClose(loss(0.8), [9 / 2 / 2 + divergence / 4]);
		}));
});
