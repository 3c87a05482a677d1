import * as tf from "@tensorflow/tfjs";
import { IMAGE_SIZE } from "../face";
import {
	apply,
	type ConvolutionOptions,
	convolution,
	coordinates,
	dense,
	dropout,
	norm,
} from "./layers";
import { LayerSeeds } from "./seeds";

/** How both networks convolve. */
const SHRINKING: ConvolutionOptions = { padding: "valid", activation: "relu" };

export interface ModelOptions {
	/** Seed of the initial weights and of the dropout masks. Default 0. */
	seed?: number;
}

/**
 * The plain convolutional network: three times convolution, ReLU, max pooling,
 * batch norm and dropout, then two dense layers.
 *
 * Input `[n, 96, 96, 1]` in [0, 1]; output `[n, 30]` in pixels. 6,663,070
 * parameters, nearly all of them in the first dense layer. The caller disposes
 * the model.
 */
export function buildCnn(options: ModelOptions = {}): tf.LayersModel {
	const { seed = 0 } = options;
	const seeds = new LayerSeeds(seed);
	const input = tf.input({ shape: [IMAGE_SIZE, IMAGE_SIZE, 1], name: "image" });
	let x = input;
	for (const [i, filters] of [32, 64, 128].entries()) {
		const at = `block${i + 1}`;
		x = convolution(x, filters, 3, seeds, at, SHRINKING);
		x = maxPool(x, `${at}_pool`);
		x = norm(x, at);
		x = dropout(x, 0.1 * (i + 1), seeds, `${at}_dropout`);
	}
	x = apply(tf.layers.flatten({ name: "flatten" }), x);
	x = dense(x, 512, seeds, "dense1");
	x = dropout(x, 0.5, seeds, "dense1_dropout");
	return tf.model({
		inputs: input,
		outputs: coordinates(x, seeds),
		name: "cnn",
	});
}

export interface DenseCnnOptions extends ModelOptions {
	/** Share of the units of both dense layers that dropout sets to zero. Default 0.3. */
	dropoutRate?: number;
}

/**
 * Four convolutions with max pooling and two dense layers, whose last layer
 * speaks in normalised coordinates (-1 the first pixel, 1 the last); a fixed
 * layer turns them into pixels.
 *
 * Input `[n, 96, 96, 1]` in [0, 1]; output `[n, 30]` in pixels. The caller
 * disposes the model.
 */
export function buildDenseCnn(options: DenseCnnOptions = {}): tf.LayersModel {
	const { seed = 0, dropoutRate = 0.3 } = options;
	const seeds = new LayerSeeds(seed);
	const input = tf.input({ shape: [IMAGE_SIZE, IMAGE_SIZE, 1], name: "image" });
	let x = input;
	for (const [i, filters] of [32, 64, 128, 256].entries()) {
		x = convolution(x, filters, 3, seeds, `block${i + 1}`, SHRINKING);
		x = maxPool(x, `block${i + 1}_pool`);
	}
	x = apply(tf.layers.flatten({ name: "flatten" }), x);
	for (const [i, units] of [512, 256].entries()) {
		x = dense(x, units, seeds, `dense${i + 1}`);
		x = dropout(x, dropoutRate, seeds, `dense${i + 1}_dropout`);
	}
	const centre = (IMAGE_SIZE - 1) / 2;
	const pixels = tf.layers.rescaling({
		scale: centre,
		offset: centre,
		name: "pixels",
	});
	return tf.model({
		inputs: input,
		outputs: apply(pixels, coordinates(x, seeds)),
		name: "dense-cnn",
	});
}

function maxPool(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
	return apply(tf.layers.maxPooling2d({ poolSize: 2, name }), x);
}
