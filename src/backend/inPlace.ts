import type * as tf from "@tensorflow/tfjs";
import type { AdamStep } from "../ops";
import { applyAdam, applyMomentum } from "../tensorflow";
import * as webgpu from "../webgpu";
import { dawnBackend, nativeBackend } from "./native";

/**
 * A step of Adam that changes a variable and its two means in place.
 *
 * @param variables what is trained, the mean of its gradients and of their squares
 * @returns false where the backend cannot, and nothing was done
 */
export function adamInPlace(
	variables: tf.Variable[],
	gradient: tf.Tensor,
	step: AdamStep,
): boolean {
	const backend = nativeBackend();
	if (backend) applyAdam(backend, variables, gradient, step);
	const gpu = dawnBackend();
	if (gpu) webgpu.applyAdam(gpu, variables, gradient, step);
	return (backend ?? gpu) !== undefined;
}

/**
 * A step of gradient descent that changes a variable in place.
 *
 * @param variables what is trained, and its velocity where there is momentum
 * @returns false where the backend cannot, and nothing was done
 */
export function momentumInPlace(
	variables: tf.Variable[],
	gradient: tf.Tensor,
	step: { rate: number; momentum: number },
): boolean {
	const backend = nativeBackend();
	if (backend) applyMomentum(backend, variables, gradient, step);
	const gpu = dawnBackend();
	if (gpu) webgpu.applyMomentum(gpu, variables, gradient, step);
	return (backend ?? gpu) !== undefined;
}
