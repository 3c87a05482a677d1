import type * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";
import { replaceKernel } from "./kernels";
import { emptyTensor, runProgram } from "./program";

/**
 * `BatchMatMul` of one matrix with another for a software device: a thread computes
 * 4 x 4 values and waits for no other. TensorFlow.js lets threads share what they
 * load, which a GPU is fast at and such a device is not.
 */
export function replaceMatMul(backend: DawnBackend): void {
	replaceKernel("BatchMatMul", backend, (plain) => (inputs, attributes) => {
		const { a, b } = inputs;
		const { transposeA, transposeB } = attributes;
		const outer = [...a.shape.slice(0, -2), ...b.shape.slice(0, -2)];
		const [aRows, aColumns] = a.shape.slice(-2);
		const [bRows, bColumns] = b.shape.slice(-2);
		const inner = transposeA ? aRows : aColumns;
		const rows = transposeA ? aColumns : aRows;
		const columns = transposeB ? bRows : bColumns;
		const fits = inner === (transposeB ? bColumns : bRows);
		if (!fits || outer.some((n) => n !== 1) || inner * rows * columns === 0)
			return plain(inputs, attributes);
		const ones = new Array(Math.max(a.shape.length, b.shape.length) - 2).fill(
			1,
		);
		const result = emptyTensor(backend, [...ones, rows, columns]);
		const four = [0, 1, 2, 3];
		const left = (p: number) =>
			transposeA ? `k * ${rows} + row${p}` : `row${p} * ${inner} + k`;
		const right = (p: number) =>
			transposeB ? `column${p} * ${inner} + k` : `k * ${columns} + column${p}`;
		runProgram(backend, {
			...{ name: "matrix product", inputs: { a, b }, outputs: { result } },
			threads: Math.ceil(rows / 4) * Math.ceil(columns / 4),
			body: `
let row = index / ${Math.ceil(columns / 4)} * 4;
let column = index % ${Math.ceil(columns / 4)} * 4;
${four.map((p) => `let row${p} = min(row + ${p}, ${rows - 1}); let column${p} = min(column + ${p}, ${columns - 1}); var sum${p} = vec4f();`).join("\n")}
for (var k = 0; k < ${inner}; k++) {
	let values = vec4f(${four.map((p) => `b[${right(p)}]`).join(", ")});
	${four.map((p) => `sum${p} += a[${left(p)}] * values;`).join(" ")}
}
${four
	.map(
		(p) =>
			`if (row + ${p} < ${rows}) { for (var q = 0; q < min(4, ${columns} - column); q++) { result[(row + ${p}) * ${columns} + column + q] = sum${p}[q]; } }`,
	)
	.join("\n")}`,
		});
		return result as tf.TensorInfo;
	});
}
