import * as tf from "@tensorflow/tfjs";
import { COORDINATE_COUNT } from "../face";
import { SeededDropout } from "./dropout";
import type { LayerSeeds } from "./seeds";

/** Applies a layer to the output of another; tfjs types the result too widely. */
export function apply(
	layer: tf.layers.Layer,
	x: tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.SymbolicTensor {
	return layer.apply(x) as tf.SymbolicTensor;
}

export interface ConvolutionOptions {
	/** Default 1. */
	strides?: number;
	/** `same` keeps width and height, over the strides. Default same. */
	padding?: "same" | "valid";
	/** Default none. */
	activation?: "relu";
	/** False where batch norm follows, which has a bias of its own. Default true. */
	useBias?: boolean;
}

/** A convolution; its layer is named `NAME_conv`. */
export function convolution(
	x: tf.SymbolicTensor,
	filters: number,
	kernelSize: number,
	seeds: LayerSeeds,
	name: string,
	options: ConvolutionOptions = {},
): tf.SymbolicTensor {
	const layer = tf.layers.conv2d({
		padding: "same",
		...options,
		filters,
		kernelSize,
		kernelInitializer: seeds.heUniform(),
		name: `${name}_conv`,
	});
	return apply(layer, x);
}

export function relu(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
	return apply(tf.layers.reLU({ name: `${name}_relu` }), x);
}

/** A dense layer with ReLU. */
export function dense(
	x: tf.SymbolicTensor,
	units: number,
	seeds: LayerSeeds,
	name: string,
): tf.SymbolicTensor {
	const layer = tf.layers.dense({
		units,
		activation: "relu",
		kernelInitializer: seeds.heUniform(),
		name,
	});
	return apply(layer, x);
}

/**
 * Batch norm: zero mean and unit variance a filter, over the batch (arXiv
 * 1502.03167). What prediction uses instead, the running mean over batches, looks
 * back on about ten of them; the usual hundred are three epochs of the
 * competition's faces, and the first epochs would be measured with statistics of
 * an untrained network.
 */
export function norm(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
	const layer = tf.layers.batchNormalization({
		momentum: 0.9,
		name: `${name}_norm`,
	});
	return apply(layer, x);
}

/** Dropout with masks that follow from the model's seed. */
export function dropout(
	x: tf.SymbolicTensor,
	rate: number,
	seeds: LayerSeeds,
	name: string,
): tf.SymbolicTensor {
	return apply(new SeededDropout({ rate, seed: seeds.next(), name }), x);
}

/** The name of every model's last layer with weights: one output a coordinate. */
export const OUTPUT_LAYER = "coordinates";

/** The last dense layer: 30 coordinates, without an activation. */
export function coordinates(
	x: tf.SymbolicTensor,
	seeds: LayerSeeds,
): tf.SymbolicTensor {
	const layer = tf.layers.dense({
		units: COORDINATE_COUNT,
		kernelInitializer: seeds.glorotUniform(),
		name: OUTPUT_LAYER,
	});
	return apply(layer, x);
}
