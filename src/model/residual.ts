import * as tf from "@tensorflow/tfjs";
import { apply, convolution, norm, relu } from "./layers";
import type { LayerSeeds } from "./seeds";

/** Filters of a block's three convolutions: 1x1, 3x3, 1x1. */
export type BlockFilters = readonly [number, number, number];

/**
 * A residual block: what three convolutions make of `x`, added to `x` itself.
 *
 * The first block of a stage (`first`) halves width and height, so its shortcut
 * has a convolution and a max pooling of its own, or the two could not be added.
 *
 * Source: He et al. 2015, Deep residual learning, arXiv 1512.03385
 */
export function residualBlock(
	x: tf.SymbolicTensor,
	filters: BlockFilters,
	seeds: LayerSeeds,
	name: string,
	{ first = false } = {},
): tf.SymbolicTensor {
	let y = convolution(x, filters[0], 1, seeds, `${name}_a`);
	if (first) y = halve(y, `${name}_a_pool`);
	y = relu(norm(y, `${name}_a`), `${name}_a`);
	y = convolution(y, filters[1], 3, seeds, `${name}_b`);
	y = relu(norm(y, `${name}_b`), `${name}_b`);
	y = convolution(y, filters[2], 1, seeds, `${name}_c`);
	y = norm(y, `${name}_c`);

	let shortcut = x;
	if (first) {
		shortcut = convolution(x, filters[2], 1, seeds, `${name}_shortcut`);
		shortcut = halve(shortcut, `${name}_shortcut_pool`);
		shortcut = norm(shortcut, `${name}_shortcut`);
	}
	const sum = apply(tf.layers.add({ name: `${name}_add` }), [y, shortcut]);
	return relu(sum, name);
}

function halve(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
	return apply(tf.layers.maxPooling2d({ poolSize: 2, name }), x);
}
