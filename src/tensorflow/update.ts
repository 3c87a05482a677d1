import type * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";
import { replaceKernel } from "./replace";

/**
 * Changes variables by an operation of TensorFlow that works in place, such as
 * `ResourceApplyAdam`, where TensorFlow.js makes every new value of several
 * operations and swaps it in.
 *
 * @param variables what the operation changes, its first inputs
 * @param inputs its further inputs
 */
export function updateInPlace(
	backend: NativeBackend,
	opName: string,
	variables: tf.Variable[],
	inputs: tf.Tensor[],
	type: "T" | "dtype" = "T",
): void {
	const { binding } = backend;
	for (const variable of variables) makeSoleOwner(backend, variable);
	binding.update(
		opName,
		[{ name: type, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }],
		backend.getInputTensorIds(variables),
		backend.getInputTensorIds(inputs),
	);
}

/** Gives a variable a tensor of its own where a clone shares it: the clone keeps its values. */
function makeSoleOwner(backend: NativeBackend, variable: tf.Variable): void {
	if (backend.refCount(variable.dataId) < 2) return;
	const own = identity(backend, variable);
	variable.assign(own);
	own.dispose();
}

/**
 * Has the clone of a variable keep the values of the moment, although the
 * variable changes in place. TensorFlow copies them only once it does.
 */
export function registerClone(backend: NativeBackend): void {
	const { binding } = backend;
	replaceKernel("Identity", backend, (plain) => (inputs, attrs) => {
		const x = inputs.x as tf.Tensor;
		const isVariable = backend
			.getInputTensorIds([x])
			.some((id) => binding.isVariable(id));
		return isVariable ? identity(backend, x) : plain(inputs, attrs);
	});
}

function identity(backend: NativeBackend, x: tf.Tensor): tf.Tensor {
	const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
	const type = [{ name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT }];
	return backend.executeSingleOutput("Identity", type, [x]);
}
