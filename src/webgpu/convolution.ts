import * as tf from "@tensorflow/tfjs";
import { type ConvolutionAttributes, convolutionOf } from "../ops";
import { vectorsOf } from "./columns";
import type { DawnBackend } from "./dawnBackend";
import { replaceKernel } from "./kernels";
import { emptyTensor, runProgram } from "./program";

/** Places of a row that a thread computes. */
const PLACES = 4;

/**
 * `Conv2D` straight from its formula: a thread computes four filters at four
 * places, so that of 8 values that it loads come 64 products, and waits for no
 * other. For images with few channels on every device, since TensorFlow.js pads
 * them; for all on a software device, where waiting is what takes long.
 */
export function replaceConvolution(
	backend: DawnBackend,
	isSoftware: boolean,
): void {
	replaceKernel("Conv2D", backend, (plain) => (inputs, given) => {
		const { x, filter } = inputs;
		const attributes = given as unknown as ConvolutionAttributes & {
			dilations: number | [number, number];
		};
		const isDilated = ([] as number[])
			.concat(attributes.dilations)
			.some((n) => n !== 1);
		const [, , , channels] = x.shape as number[];
		const suits = isSoftware || channels < 4;
		if (!suits || isDilated || attributes.dataFormat !== "NHWC")
			return plain(inputs, given);
		const convolution = convolutionOf(
			"Conv2D",
			x.shape,
			filter.shape,
			attributes,
		);
		const result = emptyTensor(backend, convolution.outShape);
		const { type } = vectorsOf(convolution.outChannels);
		if (result.size === 0) return result;
		runProgram(backend, {
			...{
				name: "convolution",
				inputs: { x, weights: filter },
				outputs: { result },
			},
			types: {
				x: vectorsOf(convolution.inChannels).type,
				weights: type,
				result: type,
			},
			threads:
				(result.size /
					vectorsOf(convolution.outChannels).width /
					convolution.outWidth) *
				Math.ceil(convolution.outWidth / PLACES),
			body: bodyOf(convolution),
		});
		return result;
	});
}

/**
 * `FusedConv2D`, which layers without an activation train with too, as the above
 * and what comes behind it.
 */
export function replaceFusedConvolution(
	backend: DawnBackend,
	isSoftware: boolean,
): void {
	replaceKernel("FusedConv2D", backend, (plain) => (inputs, attributes) => {
		const { x, filter, bias, preluActivationWeights } = inputs;
		const { strides, pad, dilations, dataFormat, activation } = attributes;
		const [, , , channels] = x.shape as number[];
		const isPlain = activation === "linear" || activation === "relu";
		const suits = (isSoftware || channels < 4) && !preluActivationWeights;
		if (!suits || !isPlain) return plain(inputs, attributes);
		return tf.tidy(() => {
			const y = tf
				.engine()
				.runKernel(
					"Conv2D",
					{ x, filter },
					{ strides, pad, dilations, dataFormat },
				) as tf.Tensor;
			const shifted = bias ? y.add(bias) : y;
			return activation === "relu" ? shifted.relu() : shifted;
		});
	});
}

function bodyOf(convolution: tf.backend_util.Conv2DInfo): string {
	const { inHeight, inWidth, outHeight, outWidth, padInfo } = convolution;
	const { strideHeight, strideWidth } = convolution;
	const { filterHeight, filterWidth, inChannels, outChannels } = convolution;
	const { width: across } = vectorsOf(inChannels);
	const { width: filters, type } = vectorsOf(outChannels);
	const [inBlocks, outBlocks] = [inChannels / across, outChannels / filters];
	const groups = Math.ceil(outWidth / PLACES);
	const count = (n: number) => Array.from({ length: n }, (_, k) => k);
	const places = count(PLACES);
	const channels = count(across);
	const pixel = (p: number, k: number) =>
		across === 4 ? `value${p}[${k}]` : `value${p}`;
	return `
let f = index % ${outBlocks};
let at = index / ${outBlocks} % ${groups} * ${PLACES};
let row = index / ${outBlocks * groups};
${places.map((p) => `var sum${p} = ${type}();`).join("\n")}
for (var i = 0; i < ${filterHeight}; i++) {
	let y = row % ${outHeight} * ${strideHeight} + i - ${padInfo.top};
	if (y < 0 || y >= ${inHeight}) { continue; }
	let line = (row / ${outHeight} * ${inHeight} + y) * ${inWidth};
	for (var j = 0; j < ${filterWidth}; j++) {
		${places.map((p) => `let x${p} = (at + ${p}) * ${strideWidth} + j - ${padInfo.left};`).join("\n")}
		for (var c = 0; c < ${inBlocks}; c++) {
			${places.map((p) => `let value${p} = select(${vectorsOf(inChannels).type}(), x[(line + x${p}) * ${inBlocks} + c], x${p} >= 0 && x${p} < ${inWidth});`).join("\n")}
			let start = ((i * ${filterWidth} + j) * ${inChannels} + c * ${across}) * ${outBlocks} + f;
			${channels
				.map(
					(k) => `let weight${k} = weights[start + ${k * outBlocks}];
			${places.map((p) => `sum${p} += ${pixel(p, k)} * weight${k};`).join(" ")}`,
				)
				.join("\n")}
		}
	}
}
${places.map((p) => `if (at + ${p} < ${outWidth}) { result[(row * ${outWidth} + at + ${p}) * ${outBlocks} + f] = sum${p}; }`).join("\n")}`;
}
