import * as tf from "@tensorflow/tfjs";
import { cellCentresAlong } from "../model";
import type { HeatmapLoss } from "../run";
import type { MaskedLabels } from "./loss";

/**
 * Whether the squared error is trained by now.
 *
 * @param done share of the epochs that are done, in [0, 1)
 */
export function isSquaredEnd(loss: HeatmapLoss, done: number): boolean {
	const { squaredShare = 0.2 } = loss;
	return done >= 1 - squaredShare;
}

/** Of the divergence, what is left while the squared error is trained. */
const DIVERGENCE_AT_THE_END = 0.25;

/**
 * What a heatmap network is trained by: the error of its points and, with a
 * weight, the divergence of its heatmaps.
 *
 * @param points `[n, 2k]` in pixels
 * @param logits `[n, k, h, w]`, the heatmaps before the softmax
 * @param targets of the same 2k columns
 * @param isEnd whether the squared error's turn has come, see {@link isSquaredEnd}
 * @returns a scalar; the caller disposes it
 */
export function heatmapLoss(
	points: tf.Tensor,
	logits: tf.Tensor4D,
	targets: MaskedLabels,
	loss: HeatmapLoss,
	isEnd: boolean,
): tf.Scalar {
	const { betaPixels = 1, divergenceWeight = 1, sigmaPixels = 2 } = loss;
	return tf.tidy(() => {
		const error = isEnd
			? smoothL1(points, targets, Number.POSITIVE_INFINITY)
			: smoothL1(points, targets, betaPixels);
		const weight = divergenceWeight * (isEnd ? DIVERGENCE_AT_THE_END : 1);
		if (weight === 0) return error;
		const divergence = heatmapDivergence(logits, targets, sigmaPixels);
		return error.add(divergence.mul(weight)).asScalar();
	});
}

/**
 * Mean of the Huber function over the labels that are present: `e^2 / 2 beta`
 * where the error e is below beta, `|e| - beta / 2` above; with an infinite beta
 * half the squared error. A missing label has no part in it.
 *
 * @param points `[n, c]` in pixels
 * @returns a scalar; the caller disposes it
 */
export function smoothL1(
	points: tf.Tensor,
	{ values, present }: MaskedLabels,
	betaPixels: number,
): tf.Scalar {
	return tf.tidy(() => {
		const error = points.sub(values).mul(present);
		const labels = present.sum().maximum(1);
		if (betaPixels === Number.POSITIVE_INFINITY)
			return error.square().sum().div(labels.mul(2)).asScalar();
		const size = error.abs();
		const small = size.minimum(betaPixels);
		const squared = small.square().div(2 * betaPixels);
		return squared.add(size.sub(small)).sum().div(labels).asScalar();
	});
}

/**
 * Mean cross entropy of the heatmaps' distributions against a Gaussian at the
 * label, over the points that have one: it wants the mass in one place, where
 * the expectation alone is content with two heaps on both sides.
 *
 * The Gaussian is a product of one across and one down, so that
 * `logsumexp(z) - gy' z gx` needs no picture of it.
 *
 * Source: arXiv 1801.07372, section 3.3, with the Kullback-Leibler divergence
 *
 * @param logits `[n, k, h, w]`
 * @param targets `[n, 2k]`
 * @returns a scalar; the caller disposes it
 */
export function heatmapDivergence(
	logits: tf.Tensor4D,
	{ values, present }: MaskedLabels,
	sigmaPixels: number,
): tf.Scalar {
	return tf.tidy(() => {
		const [n, maps, height, width] = logits.shape;
		const places = values.reshape([n * maps, 2]);
		const has = present.reshape([n * maps, 2]).min(1);
		const along = (axis: 0 | 1, cells: number) => {
			const centres = tf.tensor2d(cellCentresAlong(cells), [1, cells]);
			const distance = places.slice([0, axis], [-1, 1]).sub(centres);
			return tf.softmax(distance.div(sigmaPixels).square().mul(-0.5));
		};
		const across = along(0, width).reshape([n * maps, width, 1]);
		const down = along(1, height).reshape([n * maps, 1, height]);
		const z = logits.reshape([n * maps, height, width]);
		const expected = down.matMul(z.matMul(across)).reshape([n * maps]);
		const total = tf.logSumExp(z.reshape([n * maps, height * width]), 1);
		const points = has.sum().maximum(1);
		return total.sub(expected).mul(has).sum().div(points).asScalar();
	});
}
