import type * as tf from "@tensorflow/tfjs";
import { Matrix, solve } from "ml-matrix";
import { giveTurn } from "../base";
import { type Faces, faceCount, selectFaces } from "../dataset";
import { IMAGE_SIZE } from "../face";
import { predictOutputs, setCorrection } from "../model";
import { trainingTargets } from "./targets";

/** Faces that are enough for some 35 numbers an output. */
const ENOUGH = 8192;

/** Penalty on the squared coefficients, in square pixels; on people held out, 50 to 400 did equally well. */
const RIDGE = 200;

const MIDDLE = (IMAGE_SIZE - 1) / 2;

/**
 * Fits a model's correction to the faces that it was trained on: of each output's
 * error, what is a linear function of all outputs, by ridge regression over the
 * faces that have this label.
 *
 * Source: Hoerl and Kennard 1970, Ridge regression
 *
 * @param network a trained model with a LinearCorrection, fitted before or not
 * @param faces those it was trained on; of many, some evenly spread ones are asked
 * @param options.signal ends it, with the signal's reason as the error
 */
export async function fitCorrection(
	network: tf.LayersModel,
	faces: Faces,
	options: { signal?: AbortSignal } = {},
): Promise<void> {
	const count = Math.min(faceCount(faces), ENOUGH);
	const asked = selectFaces(
		faces,
		Array.from({ length: count }, (_, i) =>
			Math.floor((i * faceCount(faces)) / count),
		),
	);
	const targets = await trainingTargets(network, asked);
	const columns = targets.length / count;
	setCorrection(
		network,
		Array.from({ length: columns }, () => new Array(columns).fill(0)),
		new Array(columns).fill(0),
	);
	const { signal } = options;
	const outputs = await predictOutputs(network, asked.images, {
		...{ flip: true, signal },
	});
	const fitted: ReturnType<typeof ridge>[] = [];
	for (let column = 0; column < columns; column++) {
		fitted.push(ridge(outputs, targets, column, columns));
		await giveTurn();
		signal?.throwIfAborted();
	}
	const kernel = Array.from({ length: columns }, (_, from) =>
		fitted.map(({ slopes }) => slopes[from]),
	);
	setCorrection(
		network,
		kernel,
		fitted.map(({ bias }) => bias),
	);
}

/** The error of one output as a linear function of all, zero where no face has its label. */
function ridge(
	outputs: Float32Array,
	targets: Float32Array,
	column: number,
	columns: number,
): { slopes: number[]; bias: number } {
	const size = columns + 1;
	const products = Matrix.zeros(size, size);
	const moments = Matrix.zeros(size, 1);
	const row = new Float64Array(size).fill(1); // the last is the bias'
	for (let start = 0; start < targets.length; start += columns) {
		const target = targets[start + column];
		if (Number.isNaN(target)) continue;
		const error = target - outputs[start + column];
		for (let i = 0; i < columns; i++) row[i] = outputs[start + i] - MIDDLE;
		for (let i = 0; i < size; i++) {
			moments.set(i, 0, moments.get(i, 0) + row[i] * error);
			for (let j = 0; j < size; j++)
				products.set(i, j, products.get(i, j) + row[i] * row[j]);
		}
	}
	for (let i = 0; i < columns; i++)
		products.set(i, i, products.get(i, i) + RIDGE);
	if (products.get(columns, columns) === 0) products.set(columns, columns, 1);
	const coefficients = solve(products, moments).to1DArray();
	return {
		slopes: coefficients.slice(0, columns),
		bias: coefficients[columns],
	};
}
