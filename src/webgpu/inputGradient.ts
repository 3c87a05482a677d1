import * as tf from "@tensorflow/tfjs";
import { type ConvolutionAttributes, convolutionOf } from "../ops";
import { vectorsOf } from "./columns";
import type { DawnBackend } from "./dawnBackend";
import { replaceKernel } from "./kernels";
import { emptyTensor, runProgram } from "./program";

/**
 * `Conv2DBackpropInput` for a software device: the gradient of a convolution by its
 * input,
 * `dX[n, y, x, c] = Σ_i,j,f  dY[n, (y + p - i) / s, (x + p - j) / s, f] · W[i, j, c, f]`
 * over the places that the stride does not skip. A thread computes four channels
 * of one place, with as many filters at a time as `vectorsOf` allows.
 */
export function replaceInputGradient(backend: DawnBackend): void {
	replaceKernel("Conv2DBackpropInput", backend, () => (inputs, given) => {
		const attributes = given as unknown as ConvolutionAttributes & {
			inputShape: [number, number, number, number];
		};
		const { inputShape } = attributes;
		const { dy, filter } = inputs;
		const convolution = convolutionOf(
			"Conv2DBackpropInput",
			inputShape,
			filter.shape,
			attributes,
		);
		const empty = [dy.shape, filter.shape].some(
			(shape) => tf.util.sizeFromShape(shape) === 0,
		);
		if (empty) return tf.zeros(inputShape);
		const gradient = emptyTensor(backend, inputShape);
		const across = vectorsOf(convolution.inChannels);
		const filters = vectorsOf(convolution.outChannels).type;
		runProgram(backend, {
			...{ name: "input's gradient", inputs: { dy, weights: filter } },
			outputs: { gradient },
			types: { dy: filters, weights: filters, gradient: across.type },
			threads: gradient.size / across.width,
			body: bodyOf(convolution),
		});
		return gradient;
	});
}

function bodyOf(convolution: tf.backend_util.Conv2DInfo): string {
	const { inHeight, inWidth, outHeight, outWidth, padInfo } = convolution;
	const { strideHeight, strideWidth } = convolution;
	const { filterHeight, filterWidth, inChannels, outChannels } = convolution;
	const across = vectorsOf(inChannels);
	const filters = vectorsOf(outChannels);
	const [inBlocks, outBlocks] = [
		inChannels / across.width,
		outChannels / filters.width,
	];
	const product = (k: number) => {
		const weight = `weights[start + ${k * outBlocks}]`;
		return filters.width === 4 ? `dot(slope, ${weight})` : `slope * ${weight}`;
	};
	const products = Array.from({ length: across.width }, (_, k) => product(k));
	return `
let c = index % ${inBlocks};
let across = index / ${inBlocks} % ${inWidth} + ${padInfo.left};
let down = index / ${inBlocks * inWidth} % ${inHeight} + ${padInfo.top};
let image = index / ${inBlocks * inWidth * inHeight};
var sum = ${across.type}();
for (var i = 0; i < ${filterHeight}; i++) {
	let y = down - i;
	if (y < 0 || y % ${strideHeight} != 0 || y / ${strideHeight} >= ${outHeight}) { continue; }
	for (var j = 0; j < ${filterWidth}; j++) {
		let x = across - j;
		if (x < 0 || x % ${strideWidth} != 0 || x / ${strideWidth} >= ${outWidth}) { continue; }
		let place = ((image * ${outHeight} + y / ${strideHeight}) * ${outWidth} + x / ${strideWidth}) * ${outBlocks};
		for (var f = 0; f < ${outBlocks}; f++) {
			let slope = dy[place + f];
			let start = ((i * ${filterWidth} + j) * ${inChannels} + c * ${across.width}) * ${outBlocks} + f;
			sum += ${across.type}(${products.join(", ")});
		}
	}
}
gradient[index] = sum;`;
}
