import * as tf from "@tensorflow/tfjs";
import type { AdamStep } from "../ops";
import type { NativeBackend } from "./nativeBackend";
import { updateInPlace } from "./update";

/**
 * A step of Adam, or AdamW, as TensorFlow's `ResourceApplyAdam`, in one pass:
 * `mean += (g - mean) (1 - beta1)`, `square += (g^2 - square) (1 - beta2)`,
 * `x -= rate mean / (sqrt(square) + epsilon)`. It replaces a dozen operations, each
 * with a pass over all weights. AdamW's `x -= decay x` is `AssignSubVariableOp`.
 */
export function applyAdam(
	backend: NativeBackend,
	[variable, mean, square]: tf.Variable[],
	gradient: tf.Tensor,
	{ rate, beta1, beta2, epsilon, decay }: AdamStep,
): void {
	tf.tidy(() => {
		if (decay)
			updateInPlace(
				backend,
				"AssignSubVariableOp",
				[variable],
				[variable.mul(decay)],
				"dtype",
			);
		// The powers of both betas are for a correction that the rate has already.
		const numbers = [0, 0, rate, beta1, beta2, epsilon];
		updateInPlace(
			backend,
			"ResourceApplyAdam",
			[variable, mean, square],
			[...numbers.map((x) => tf.scalar(x)), gradient],
		);
	});
}
