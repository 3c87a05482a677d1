import * as tf from "@tensorflow/tfjs";
import { CompileError, drawAtLeast, drawUniform } from "../tensorflow";
import { drawMask } from "../webgpu";
import { dawnBackend, nativeBackend } from "./native";
import { philoxKey, philoxUniform, philoxWords } from "./philox";

/**
 * What random numbers follow from: two 32-bit integers, for example a layer's
 * seed and a step. In a step that is compiled, the second is a tensor.
 */
export type Seed = readonly [number, number | tf.Tensor];

/**
 * Random numbers in [0, 1) that depend on the seed alone: the same seed gives
 * the same numbers on every backend, however often it is called.
 *
 * TensorFlow draws them natively, with a counter-based generator (Salmon et al.,
 * "Parallel random numbers: as easy as 1, 2, 3"); elsewhere {@link philoxUniform}
 * draws the same.
 *
 * @param shape shape of the result, float32; the caller disposes it
 */
export function randomUniform(shape: number[], seed: Seed): tf.Tensor {
	const backend = nativeBackend();
	if (!backend)
		return tf.tensor(
			philoxUniform(tf.util.sizeFromShape(shape), asNumbers(seed)),
			shape,
		);
	return tf.tidy(() => drawUniform(backend, shape, seedTensor(seed)));
}

/**
 * A mask of dropout: each value is 0 with a chance of `rate`, and otherwise what
 * keeps the mean. It depends on the seed alone, on every backend.
 *
 * One random number of 32 bits serves four values, so the chance is `rate` to
 * the nearest of 256 parts, and at most 255 of them.
 *
 * @param rate in [0, 1)
 * @returns float32; the caller disposes it
 */
export function dropoutMask(
	shape: number[],
	rate: number,
	seed: Seed,
): tf.Tensor {
	const dropped = Math.min(Math.round(rate * 256), 255);
	const scale = 256 / (256 - dropped);
	const size = tf.util.sizeFromShape(shape);
	const words = Math.ceil(size / 4);
	const gpu = dawnBackend();
	if (gpu && size)
		return drawMask(gpu, shape, dropped, scale, philoxKey(asNumbers(seed)));
	const backend = nativeBackend();
	if (!backend) {
		const { buffer } = philoxWords(words, asNumbers(seed));
		const bytes = new Uint8Array(buffer, 0, size);
		const values = Float32Array.from(bytes, (x) => (x < dropped ? 0 : scale));
		return tf.tensor(values, shape);
	}
	if (backend.binding.isRecording() && typeof seed[1] === "number")
		throw new CompileError(
			"compile: invalid step: dropout would drop the same in every call; expected setDropoutStep with a tensor that is given to the step",
		);
	return tf.tidy(() => {
		const kept = drawAtLeast(backend, words, dropped, seedTensor(seed));
		const flat = kept.reshape([words * 4]);
		const fitting = size % 4 ? flat.slice(0, size) : flat;
		return fitting.toFloat().mul(scale).reshape(shape);
	});
}

function seedTensor([first, second]: Seed): tf.Tensor {
	if (typeof second === "number") return tf.tensor1d([first, second], "int32");
	return tf.stack([tf.scalar(first, "int32"), second]);
}

function asNumbers([first, second]: Seed): [number, number] {
	return [first, typeof second === "number" ? second : second.dataSync()[0]];
}
