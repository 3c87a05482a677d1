import * as tf from "@tensorflow/tfjs";
import { IMAGE_SIZE } from "../face";
import type { ModelOptions } from "./cnn";
import {
	apply,
	convolution,
	coordinates,
	dense,
	dropout,
	norm,
	relu,
} from "./layers";
import { type BlockFilters, residualBlock } from "./residual";
import { LayerSeeds } from "./seeds";

export interface ResNetOptions extends ModelOptions {
	/**
	 * Filters of the three convolutions of each stage's blocks. Every stage halves
	 * the feature map, so there is room for three. Default [64, 64, 256] and
	 * [128, 128, 512].
	 */
	stages?: readonly BlockFilters[];
}

const BLOCKS_PER_STAGE = 3;

/**
 * A residual network: a stem, stages of three residual blocks, average pooling
 * and a dense head.
 *
 * Input `[n, 96, 96, 1]` in [0, 1]; output `[n, 30]` in pixels. The caller
 * disposes the model.
 */
export function buildResNet(options: ResNetOptions = {}): tf.LayersModel {
	const {
		seed = 0,
		stages = [
			[64, 64, 256],
			[128, 128, 512],
		],
	} = options;
	if (stages.length < 1 || stages.length > 3)
		throw new Error(
			`buildResNet: invalid number of stages: ${stages.length}; expected 1 to 3, since each halves a feature map of 23x23`,
		);
	const seeds = new LayerSeeds(seed);
	const input = tf.input({ shape: [IMAGE_SIZE, IMAGE_SIZE, 1], name: "image" });
	let x = stem(input, seeds);
	for (const [i, filters] of stages.entries())
		for (let block = 0; block < BLOCKS_PER_STAGE; block++)
			x = residualBlock(x, filters, seeds, `stage${i + 1}_block${block + 1}`, {
				first: block === 0,
			});
	x = apply(tf.layers.averagePooling2d({ poolSize: 2, name: "average" }), x);
	x = apply(tf.layers.flatten({ name: "flatten" }), x);
	for (const [i, units] of [4096, 2048].entries()) {
		x = dense(x, units, seeds, `dense${i + 1}`);
		x = dropout(x, 0.2, seeds, `dense${i + 1}_dropout`);
	}
	return tf.model({
		inputs: input,
		outputs: coordinates(x, seeds),
		name: "resnet",
	});
}

/** From 96x96 pixels to a feature map of 23x23 with 64 filters. */
function stem(input: tf.SymbolicTensor, seeds: LayerSeeds): tf.SymbolicTensor {
	let x = apply(
		tf.layers.zeroPadding2d({ padding: 3, name: "padding" }),
		input,
	);
	x = convolution(x, 64, 7, seeds, "stem", { strides: 2, padding: "valid" });
	x = relu(norm(x, "stem"), "stem");
	const pool = tf.layers.maxPooling2d({
		poolSize: 3,
		strides: 2,
		name: "stem_pool",
	});
	return apply(pool, x);
}
