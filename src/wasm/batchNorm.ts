import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type NormalisedBatch, replaceBatchNorm } from "../ops";
import { emptyTensor, valuesOf } from "./kernels";

/**
 * Batch norm in training and its gradient, each in two passes over the batch:
 * `x̂ = (x - mean) / sqrt(variance + ε)`, `y = γ x̂ + β`, and
 * `dx = γ / sqrt(variance + ε) · (dy - mean(dy) - x̂ · mean(dy · x̂))`.
 * In JavaScript over the backend's memory, with sums in double precision.
 */
export function registerBatchNorm(): void {
	replaceBatchNorm("wasm", normalise);
}

function normalise(
	input: tf.Tensor,
	gamma: tf.Tensor,
	beta: tf.Tensor,
	epsilon: number,
): NormalisedBatch {
	const backend = tf.backend() as BackendWasm;
	const statistics = statisticsOf(valuesOf(backend, input), gamma.size);
	const scale = statistics.variance.map((v) => 1 / Math.sqrt(v + epsilon));
	const run = tf.customGrad((...given) => {
		// customGrad types its tensors and the function that saves some as one list.
		const [x, factor, offset] = given as tf.Tensor[];
		const save = given[3] as unknown as (saved: tf.Tensor[]) => void;
		const value = emptyTensor(backend, x.shape);
		scaleAndShift(
			valuesOf(backend, x),
			valuesOf(backend, value),
			statistics.mean,
			valuesOf(backend, factor).map((g, c) => g * scale[c]),
			valuesOf(backend, offset),
		);
		save([x, factor]);
		return {
			value,
			gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
				gradients(backend, dy, saved, statistics.mean, scale),
		};
	});
	return {
		y: run(input, gamma, beta),
		mean: tf.tensor1d(Float32Array.from(statistics.mean)),
		variance: tf.tensor1d(Float32Array.from(statistics.variance)),
	};
}

/** Mean and variance of every channel. */
function statisticsOf(
	x: Float32Array,
	channels: number,
): { mean: Float64Array; variance: Float64Array } {
	const count = x.length / channels;
	const mean = new Float64Array(channels);
	for (let at = 0; at < x.length; )
		for (let c = 0; c < channels; c++) mean[c] += x[at++];
	for (let c = 0; c < channels; c++) mean[c] /= count;
	const variance = new Float64Array(channels);
	for (let at = 0; at < x.length; )
		for (let c = 0; c < channels; c++) {
			const distance = x[at++] - mean[c];
			variance[c] += distance * distance;
		}
	for (let c = 0; c < channels; c++) variance[c] /= count;
	return { mean, variance };
}

function scaleAndShift(
	x: Float32Array,
	y: Float32Array,
	mean: Float64Array,
	scale: Float32Array,
	shift: Float32Array,
): void {
	const channels = mean.length;
	for (let at = 0; at < x.length; )
		for (let c = 0; c < channels; c++, at++)
			y[at] = (x[at] - mean[c]) * scale[c] + shift[c];
}

/** The gradients by x, gamma and beta. */
function gradients(
	backend: BackendWasm,
	dy: tf.Tensor,
	[x, gamma]: tf.Tensor[],
	mean: Float64Array,
	scale: Float64Array,
): tf.Tensor[] {
	const channels = mean.length;
	const dx = emptyTensor(backend, x.shape);
	const slope = valuesOf(backend, dy);
	const value = valuesOf(backend, x);
	const sums = new Float64Array(channels);
	const products = new Float64Array(channels);
	for (let at = 0; at < slope.length; )
		for (let c = 0; c < channels; c++, at++) {
			sums[c] += slope[at];
			products[c] += slope[at] * (value[at] - mean[c]) * scale[c];
		}
	const factor = valuesOf(backend, gamma);
	const result = valuesOf(backend, dx);
	const count = slope.length / channels;
	for (let at = 0; at < slope.length; )
		for (let c = 0; c < channels; c++, at++) {
			const standard = (value[at] - mean[c]) * scale[c];
			result[at] =
				factor[c] *
				scale[c] *
				(slope[at] - (sums[c] + standard * products[c]) / count);
		}
	return [
		dx,
		tf.tensor1d(Float32Array.from(products)),
		tf.tensor1d(Float32Array.from(sums)),
	];
}
