import * as tf from "@tensorflow/tfjs";

/** What the gradients of a convolution are told about it. */
export interface ConvolutionAttributes {
	strides: [number, number] | number;
	pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
	dataFormat: "NHWC" | "NCHW";
	dimRoundingMode?: "floor" | "round" | "ceil";
}

/**
 * Sizes, strides and padding of a convolution. Its gradients know no dilation,
 * since TensorFlow.js refuses them with one.
 *
 * @throws where the channels do not come last
 */
export function convolutionOf(
	name: string,
	inputShape: number[],
	filterShape: number[],
	{ strides, pad, dataFormat, dimRoundingMode }: ConvolutionAttributes,
): tf.backend_util.Conv2DInfo {
	if (dataFormat !== "NHWC")
		throw new Error(
			`${name}: invalid dataFormat: ${dataFormat}; expected NHWC, the only one that this backend has`,
		);
	return tf.backend_util.computeConv2DInfo(
		inputShape as [number, number, number, number],
		filterShape as [number, number, number, number],
		strides,
		1,
		pad,
		dimRoundingMode,
	);
}
