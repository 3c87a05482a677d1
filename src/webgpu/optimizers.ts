import type * as tf from "@tensorflow/tfjs";
import type { AdamStep } from "../ops";
import type { DawnBackend } from "./dawnBackend";
import { updateInPlace } from "./update";

/**
 * A step of Adam, or AdamW, in one pass over the weights instead of ten:
 * `mean += (g - mean) (1 - beta1)`, `square += (g² - square) (1 - beta2)`,
 * `x = (1 - decay) x - rate mean / (sqrt(square) + epsilon)`.
 */
export function applyAdam(
	backend: DawnBackend,
	[variable, mean, square]: tf.Variable[],
	gradient: tf.Tensor,
	{ rate, beta1, beta2, epsilon, decay }: AdamStep,
): void {
	updateInPlace(
		backend,
		{ variable, mean, square },
		gradient,
		[rate, 1 - beta1, 1 - beta2, epsilon, 1 - decay],
		`
let g = gradient[index];
let m = mean[index] + (g - mean[index]) * numbers[1];
let s = square[index] + (g * g - square[index]) * numbers[2];
mean[index] = m;
square[index] = s;
variable[index] = variable[index] * numbers[4] - numbers[0] * m / (sqrt(s) + numbers[3]);`,
	);
}

/**
 * A step of gradient descent, `x -= rate g`; with momentum
 * `velocity = momentum velocity - rate g`, `x += velocity`.
 *
 * @param variables what is trained, and its velocity where there is momentum
 */
export function applyMomentum(
	backend: DawnBackend,
	[variable, velocity]: tf.Variable[],
	gradient: tf.Tensor,
	{ rate, momentum }: { rate: number; momentum: number },
): void {
	if (velocity)
		updateInPlace(
			backend,
			{ variable, velocity },
			gradient,
			[rate, momentum],
			`
let v = velocity[index] * numbers[1] - gradient[index] * numbers[0];
velocity[index] = v;
variable[index] += v;`,
		);
	else
		updateInPlace(
			backend,
			{ variable },
			gradient,
			[rate],
			"variable[index] -= gradient[index] * numbers[0];",
		);
}
