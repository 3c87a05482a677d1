import * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";
import { emptyTensor, runProgram } from "./program";

/**
 * A mask of dropout from the bytes that Philox draws: 0 where a byte is below
 * `dropped`, else `scale`. A thread draws four words, sixteen values of the mask.
 *
 * @param key as `philoxKey` gives it
 *
 * Source: Salmon et al. 2011, https://doi.org/10.1145/2063384.2063405
 */
export function drawMask(
	backend: DawnBackend,
	shape: number[],
	dropped: number,
	scale: number,
	key: Int32Array,
): tf.Tensor {
	const mask = emptyTensor(backend, shape);
	const words = tf.tensor1d(key, "int32");
	runProgram(backend, {
		name: "dropout",
		inputs: { key: words },
		outputs: { mask },
		types: { key: "u32" },
		threads: Math.ceil(mask.size / 16),
		functions: `
fn multiplyHigh(a: u32, b: u32) -> u32 {
	let low = ((a & 0xffffu) * (b & 0xffffu)) >> 16u;
	let middle = (a >> 16u) * (b & 0xffffu) + low;
	let carry = (a & 0xffffu) * (b >> 16u) + (middle & 0xffffu);
	return (a >> 16u) * (b >> 16u) + (middle >> 16u) + (carry >> 16u);
}`,
		body: `
var c = vec4u(u32(index), 0u, key[2], key[3]);
var k = vec2u(key[0], key[1]);
for (var turn = 0; turn < 10; turn++) {
	let high0 = multiplyHigh(0xd2511f53u, c.x);
	let high1 = multiplyHigh(0xcd9e8d57u, c.z);
	c = vec4u(high1 ^ c.y ^ k.x, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k.y, 0xd2511f53u * c.x);
	k += vec2u(0x9e3779b9u, 0xbb67ae85u);
}
for (var i = 0; i < min(16, ${mask.size} - 16 * index); i++) {
	let byte = (c[i / 4] >> u32(8 * (i % 4))) & 0xffu;
	mask[16 * index + i] = select(f32(${scale}), 0.0, byte < ${dropped}u);
}`,
	});
	words.dispose();
	return mask;
}
