import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";
import { updateInPlace } from "./update";

/**
 * A step of gradient descent as TensorFlow's `ResourceApplyGradientDescent`,
 * `x -= rate g`; with momentum as `ResourceApplyKerasMomentum`,
 * `velocity = momentum velocity - rate g`, `x += velocity`. It replaces two to four
 * operations, each with a pass over all weights.
 *
 * @param variables what is trained, and its velocity where there is momentum
 */
export function applyMomentum(
	backend: NativeBackend,
	variables: tf.Variable[],
	gradient: tf.Tensor,
	{ rate, momentum }: { rate: number; momentum: number },
): void {
	tf.tidy(() => {
		if (variables.length === 1)
			updateInPlace(backend, "ResourceApplyGradientDescent", variables, [
				tf.scalar(rate),
				gradient,
			]);
		else
			updateInPlace(backend, "ResourceApplyKerasMomentum", variables, [
				tf.scalar(rate),
				gradient,
				tf.scalar(momentum),
			]);
	});
}
