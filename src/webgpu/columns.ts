import type * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";
import { emptyTensor, runProgram } from "./program";

/** As many threads as keep a GPU busy. */
const THREADS = 2 ** 14;

/** A computation on tensors whose last axis is that of the channels. */
export interface Columns {
	name: string;
	/** Tensors of `rows * channels` values, or of one for each channel. */
	inputs: Record<string, tf.TensorInfo>;
	rows: number;
	channels: number;
	/** An expression in WGSL on a row's values, four at a time where the channels allow: `i` is their place in a tensor of all rows, `c` in one of channels. */
	term: string;
}

/**
 * The sum of a term over all rows, for each channel: first over parts of the rows,
 * then over the parts, so that many threads take part and float32 loses little.
 *
 * @param scale what each sum is multiplied by
 * @returns `[channels]`; the caller disposes it
 */
export function sumColumns(
	backend: DawnBackend,
	{ name, inputs, rows, channels, term }: Columns,
	scale = 1,
): tf.Tensor {
	const { width, type } = vectorsOf(channels);
	const columns = channels / width;
	const parts = Math.min(rows, Math.ceil(THREADS / columns));
	const length = Math.ceil(rows / parts);
	const perPart = emptyTensor(backend, [parts, channels]);
	const whole = emptyTensor(backend, [channels]);
	const typesOf = (names: string[]) =>
		Object.fromEntries(names.map((each) => [each, type]));
	runProgram(backend, {
		name: `${name}: parts`,
		inputs,
		outputs: { perPart },
		types: typesOf([...Object.keys(inputs), "perPart"]),
		threads: parts * columns,
		body: `
let c = index % ${columns};
let first = (index / ${columns}) * ${length};
var total = ${type}();
for (var row = first; row < min(first + ${length}, ${rows}); row++) {
	let i = row * ${columns} + c;
	total += ${term};
}
perPart[index] = total;`,
	});
	runProgram(backend, {
		name: `${name}: sum`,
		inputs: { perPart },
		outputs: { whole },
		types: typesOf(["perPart", "whole"]),
		threads: columns,
		body: `
var total = ${type}();
for (var part = 0; part < ${parts}; part++) {
	total += perPart[part * ${columns} + index];
}
whole[index] = total * f32(${scale});`,
	});
	perPart.dispose();
	return whole;
}

/**
 * A term for each value.
 *
 * @returns a tensor of `shape`; the caller disposes it
 */
export function mapColumns(
	backend: DawnBackend,
	{ name, inputs, rows, channels, term }: Columns,
	shape: number[],
): tf.Tensor {
	const { width, type } = vectorsOf(channels);
	const result = emptyTensor(backend, shape);
	runProgram(backend, {
		name,
		inputs,
		outputs: { result },
		types: Object.fromEntries(
			[...Object.keys(inputs), "result"].map((each) => [each, type]),
		),
		threads: (rows * channels) / width,
		body: `
let i = index;
let c = index % ${channels / width};
result[i] = ${term};`,
	});
	return result;
}

/** Four channels are one value of WGSL where their number allows. */
export function vectorsOf(channels: number): { width: 1 | 4; type: string } {
	return channels % 4 === 0
		? { width: 4, type: "vec4f" }
		: { width: 1, type: "f32" };
}
