import { registerBatchNorm } from "./batchNorm";
import { replaceChannelwise } from "./channels";
import { replaceConvolution, replaceFusedConvolution } from "./convolution";
import type { DawnBackend } from "./dawnBackend";
import { replaceFilterGradient } from "./filterGradient";
import { replaceInputGradient } from "./inputGradient";
import { replaceMatMul } from "./matMul";
import { replaceMaxPoolGradient } from "./maxPoolGradient";
import { replaceReluGradient } from "./relu";
import { replaceSum } from "./sums";

/**
 * Has programs of this project stand in for what TensorFlow.js composes of many
 * operations, or has in a form that leaves most of a GPU idle.
 *
 * @param isSoftware whether the device is a program on the CPU, to which other
 *   forms are kind than to a GPU
 */
export function registerOperations(
	backend: DawnBackend,
	isSoftware: boolean,
): void {
	replaceChannelwise(backend);
	replaceConvolution(backend, isSoftware);
	replaceFusedConvolution(backend, isSoftware);
	replaceFilterGradient(backend);
	replaceMaxPoolGradient(backend);
	replaceReluGradient(backend);
	replaceSum(backend);
	registerBatchNorm(backend);
	if (isSoftware) {
		replaceInputGradient(backend);
		replaceMatMul(backend);
	}
}
