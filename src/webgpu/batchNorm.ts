import * as tf from "@tensorflow/tfjs";
import { type NormalisedBatch, replaceBatchNorm } from "../ops";
import { type Columns, mapColumns, sumColumns } from "./columns";
import type { DawnBackend } from "./dawnBackend";

/**
 * Batch norm in training and its gradient, in five and five programs: with
 * `scale = 1 / sqrt(variance + ε)`, `y = γ (x - mean) scale + β` and
 * `dx = γ scale (dy - mean(dy) - (x - mean) scale² mean(dy (x - mean)))`.
 */
export function registerBatchNorm(backend: DawnBackend): void {
	replaceBatchNorm("webgpu", (x, gamma, beta, epsilon) =>
		normalise(backend, x, gamma, beta, epsilon),
	);
}

function normalise(
	backend: DawnBackend,
	input: tf.Tensor,
	gamma: tf.Tensor,
	beta: tf.Tensor,
	epsilon: number,
): NormalisedBatch {
	const channels = gamma.size;
	const rows = input.size / channels;
	const of = (name: string, term: string, inputs: Columns["inputs"]) => ({
		...{ name: `batch norm, ${name}`, term, inputs, rows, channels },
	});
	const mean = sumColumns(backend, of("mean", "x[i]", { x: input }), 1 / rows);
	const variance = sumColumns(
		backend,
		of("variance", "(x[i] - mean[c]) * (x[i] - mean[c])", { x: input, mean }),
		1 / rows,
	);
	const scale = `inverseSqrt(variance[c] + ${epsilon})`;
	const run = tf.customGrad((...given) => {
		// customGrad types its tensors and the function that saves some as one list.
		const [x, gamma, beta] = given as tf.Tensor[];
		const save = given[3] as unknown as (saved: tf.Tensor[]) => void;
		const term = `gamma[c] * (x[i] - mean[c]) * ${scale} + beta[c]`;
		const all = { x, mean, variance, gamma, beta };
		const value = mapColumns(backend, of("values", term, all), x.shape);
		save([x, gamma, mean, variance]);
		return { value, gradFunc };
	});
	const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
		const [x, gamma, mean, variance] = saved;
		const sum = sumColumns(backend, of("sum", "dy[i]", { dy }));
		const product = sumColumns(
			backend,
			of("product", "dy[i] * (x[i] - mean[c])", { dy, x, mean }),
		);
		const dgamma = mapColumns(
			backend,
			{
				...of("scale's gradient", `product[c] * ${scale}`, {
					product,
					variance,
				}),
				rows: 1,
			},
			[channels],
		);
		const distance = `(x[i] - mean[c]) * ${scale}`;
		const term = `gamma[c] * ${scale} * (dy[i] - (sum[c] + ${distance} * dgamma[c]) / ${rows}.0)`;
		const all = { dy, x, mean, variance, gamma, sum, dgamma };
		const dx = mapColumns(backend, of("gradient", term, all), x.shape);
		product.dispose();
		return [dx, dgamma, sum];
	};
	return { y: run(input, gamma, beta), mean, variance };
}
