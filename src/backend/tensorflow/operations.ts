import { replaceDropout } from "../dropoutLayer";
import { registerBatchNorm } from "./batchNorm";
import { registerBias } from "./bias";
import { registerMatMul } from "./matMul";
import { registerMaxPool } from "./maxPool";
import type { NativeBackend } from "./nativeBackend";
import { registerRelu } from "./relu";
import { registerReshape } from "./reshape";
import { registerClone } from "./update";

/** What stands in for operations of TensorFlow.js, and what of TensorFlow it needs. */
const OPERATIONS: [
	what: string,
	needs: string[],
	register: (backend: NativeBackend) => void,
][] = [
	["ReLU's gradient", ["ReluGrad"], registerRelu],
	["max pooling's gradient", ["ReluGrad", "MaxPoolGrad"], registerMaxPool],
	["biases", ["BiasAdd", "BiasAddGrad"], registerBias],
	["matrix products", ["MatMul"], registerMatMul],
	[
		"dropout",
		["StatelessRandomUniformFullInt", "Bitcast", "GreaterEqual"],
		replaceDropout,
	],
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
 */
export function registerOperations(backend: NativeBackend): void {
	for (const [what, needs, register] of OPERATIONS) {
		const missing = needs.filter((name) => !backend.binding.hasKernel(name));
		if (missing.length)
			console.warn(
				`TensorFlow cannot run ${missing.join(", ")} here; TensorFlow.js composes ${what} of other operations, which is slower.`,
			);
		else register(backend);
	}
}
