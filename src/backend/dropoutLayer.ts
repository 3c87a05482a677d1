import * as tf from "@tensorflow/tfjs";
import { nativeBackend } from "./native";
import { dropoutMask } from "./random";

/** What is used of a dropout layer of TensorFlow.js. */
interface DropoutLayer {
	name: string;
	rate: number;
	seed?: number;
	noiseShape?: unknown;
	call(
		inputs: tf.Tensor | tf.Tensor[],
		options: { training?: boolean },
	): tf.Tensor;
}

/** For which step each layer draws its next mask. */
const steps = new WeakMap<object, number | tf.Tensor>();

/**
 * Tells a layer of `tf.layers.dropout` for which step to draw its next mask. Until
 * it is told, it counts its calls. Only a native backend heeds it.
 *
 * @param step a number, or a tensor where the step is compiled
 */
export function setLayerStep(
	layer: tf.layers.Layer,
	step: number | tf.Tensor,
): void {
	steps.set(layer, step);
}

/**
 * Has TensorFlow draw the masks of every `tf.layers.dropout`: `y = x mask`, the
 * mask by {@link dropoutMask} from the layer's seed (or its name) and the step.
 * TensorFlow.js draws a random number for every value, in JavaScript.
 */
export function replaceDropout(): void {
	const layers = Object.getPrototypeOf(
		tf.layers.dropout({ rate: 0.5 }),
	) as DropoutLayer;
	const plain = layers.call;
	layers.call = function (this: DropoutLayer, inputs, options) {
		const x = Array.isArray(inputs) ? inputs[0] : inputs;
		const { rate, noiseShape, seed = hash(this.name) } = this;
		const drops = options.training && rate > 0 && rate < 1 && !noiseShape;
		if (!drops || !nativeBackend()) return plain.call(this, inputs, options);
		const step = steps.get(this) ?? 0;
		if (typeof step === "number") steps.set(this, step + 1);
		return tf.tidy(() => x.mul(dropoutMask(x.shape, rate, [seed | 0, step])));
	};
}

/** A 32-bit number that follows from a text (FNV-1a). */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (const byte of Buffer.from(text))
		value = Math.imul(value ^ byte, 0x01000193);
	return value;
}
