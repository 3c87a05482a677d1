import { registerBatchNorm } from "./batchNorm";
import { registerBias } from "./bias";
import { registerMatMul } from "./matMul";
import { registerMaxPool } from "./maxPool";
import type { NativeBackend } from "./nativeBackend";
import { registerRelu } from "./relu";
import { registerReshape } from "./reshape";
import { registerClone } from "./update";

/** What stands in for an operation of TensorFlow.js, and what of TensorFlow it needs. */
type Operation = [
	what: string,
	needs: string[],
	register: (backend: NativeBackend) => void,
];

const OPERATIONS: Operation[] = [
	["ReLU's gradient", ["ReluGrad"], registerRelu],
	["max pooling's gradient", ["ReluGrad", "MaxPoolGrad"], registerMaxPool],
	["biases", ["BiasAdd", "BiasAddGrad"], registerBias],
	["matrix products", ["MatMul"], registerMatMul],
	["reshapes", ["Identity"], registerReshape],
	["clones of variables", ["Identity"], registerClone],
	[
		"batch norm",
		["FusedBatchNormV3", "FusedBatchNormGradV3"],
		registerBatchNorm,
	],
];

/**
 * Has TensorFlow's own operations stand in for what TensorFlow.js composes of
 * several. What TensorFlow cannot do on this machine stays as it is, with a
 * warning.
 *
 * @param replaceDropout has TensorFlow draw the masks of dropout layers
 */
export function registerOperations(
	backend: NativeBackend,
	replaceDropout: () => void,
): void {
	const dropout: Operation = [
		"dropout",
		["StatelessRandomUniformFullInt", "Bitcast", "GreaterEqual"],
		replaceDropout,
	];
	for (const [what, needs, register] of [...OPERATIONS, dropout]) {
		const missing = needs.filter((name) => !backend.binding.hasKernel(name));
		if (missing.length)
			console.warn(
				`TensorFlow cannot run ${missing.join(", ")} here; TensorFlow.js composes ${what} of other operations, which is slower.`,
			);
		else register(backend);
	}
}
