import * as tf from "@tensorflow/tfjs";
import { type ConvolutionAttributes, convolutionOf } from "../ops";
import { sumColumns, vectorsOf } from "./columns";
import type { DawnBackend } from "./dawnBackend";
import { replaceKernel } from "./kernels";
import { emptyTensor, runProgram } from "./program";

/** As many threads as keep a GPU busy. */
const THREADS = 2 ** 15;

/**
 * `Conv2DBackpropFilter`: the gradient of a convolution by its filter,
 * `dW[i, j, c, f] = Σ_n,y,x  X[n, y·s + i - p, x·s + j - p, c] · dY[n, y, x, f]`.
 *
 * TensorFlow.js gives each value of the filter to one thread, which goes through
 * all images: 288 threads for the first layer of `cnn`, where a GPU has thousands.
 * Here a thread takes 4 x 4 values of channels and filters over a part of the rows,
 * and a second program adds the parts.
 */
export function replaceFilterGradient(backend: DawnBackend): void {
	replaceKernel("Conv2DBackpropFilter", backend, () => ({ x, dy }, given) => {
		const attributes = given as unknown as ConvolutionAttributes & {
			filterShape: [number, number, number, number];
		};
		const { filterShape } = attributes;
		const convolution = convolutionOf(
			"Conv2DBackpropFilter",
			x.shape,
			filterShape,
			attributes,
		);
		const size = (shape: number[]) => tf.util.sizeFromShape(shape);
		if (!size(x.shape) || !size(dy.shape)) return tf.zeros(filterShape);
		const blocks = size(filterShape) / blockOf(convolution).size;
		const rows = convolution.batchSize * convolution.outHeight;
		const parts = Math.min(rows, Math.ceil(THREADS / blocks));
		const partial = emptyTensor(backend, [parts, size(filterShape)]);
		runProgram(backend, {
			...{ name: "filter's gradient", inputs: { x, dy }, outputs: { partial } },
			types: blockOf(convolution).types,
			threads: parts * blocks,
			body: bodyOf(convolution, Math.ceil(rows / parts)),
		});
		const sum = sumColumns(backend, {
			...{ name: "filter's gradient", inputs: { partial }, rows: parts },
			...{ channels: size(filterShape), term: "partial[i]" },
		});
		partial.dispose();
		const gradient = sum.reshape(filterShape);
		sum.dispose();
		return gradient;
	});
}

function blockOf({ inChannels, outChannels }: tf.backend_util.Conv2DInfo) {
	const across = vectorsOf(inChannels);
	const filters = vectorsOf(outChannels);
	return {
		across: across.width,
		filters: filters.width,
		size: across.width * filters.width,
		types: { x: across.type, dy: filters.type, partial: filters.type },
	};
}

function bodyOf(
	convolution: tf.backend_util.Conv2DInfo,
	rowsOfPart: number,
): string {
	const { inHeight, inWidth, outHeight, outWidth, padInfo } = convolution;
	const { strideHeight, strideWidth, batchSize } = convolution;
	const { filterHeight, filterWidth, inChannels, outChannels } = convolution;
	const { across, filters, types } = blockOf(convolution);
	const [inBlocks, outBlocks] = [inChannels / across, outChannels / filters];
	const each = Array.from({ length: across }, (_, k) => k);
	const pixel = (k: number) => (across === 4 ? `value[${k}]` : "value");
	return `
let f = index % ${outBlocks};
let c = index / ${outBlocks} % ${inBlocks};
let j = index / ${outBlocks * inBlocks} % ${filterWidth};
let i = index / ${outBlocks * inBlocks * filterWidth} % ${filterHeight};
let part = index / ${outBlocks * inBlocks * filterWidth * filterHeight};
${each.map((k) => `var sum${k} = ${types.dy}();`).join("\n")}
// The places of a row where column j of the filter stands on the image.
let before = max(0, ${padInfo.left} - j);
let first = (before + ${strideWidth - 1}) / ${strideWidth};
let beyond = ${inWidth + padInfo.left} - j;
let end = select(0, min(${outWidth}, (beyond - 1) / ${strideWidth} + 1), beyond > 0);
let lastRow = min((part + 1) * ${rowsOfPart}, ${batchSize * outHeight});
for (var row = part * ${rowsOfPart}; row < lastRow; row++) {
	let y = row % ${outHeight} * ${strideHeight} + i - ${padInfo.top};
	if (y < 0 || y >= ${inHeight}) { continue; }
	let line = (row / ${outHeight} * ${inHeight} + y) * ${inWidth} + j - ${padInfo.left};
	for (var at = first; at < end; at++) {
		let value = x[(line + at * ${strideWidth}) * ${inBlocks} + c];
		let slope = dy[(row * ${outWidth} + at) * ${outBlocks} + f];
		${each.map((k) => `sum${k} += ${pixel(k)} * slope;`).join(" ")}
	}
}
let place = ((part * ${filterHeight} + i) * ${filterWidth} + j) * ${inChannels} + c * ${across};
${each.map((k) => `partial[(place + ${k}) * ${outBlocks} + f] = sum${k};`).join("\n")}`;
}
