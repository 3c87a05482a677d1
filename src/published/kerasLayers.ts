import * as tf from "@tensorflow/tfjs";
import { COORDINATE_COUNT, IMAGE_SIZE } from "../face";
import { LayerSeeds, SeededDropout } from "../model";

/** Settings of a convolution or a pooling that Keras has defaults for. */
interface PlaceOptions {
	/** Default 1 of a convolution. */
	strides?: number;
	/** Default valid: no pixel is invented at the edge. */
	padding?: "valid" | "same";
}

/**
 * A network built layer by layer as Keras builds it where it is told nothing
 * else: Glorot's uniform initial weights, biases of
 * zero, batch norm that looks back on a hundred batches, no padding.
 *
 * Each method adds a layer to a map of features and returns what comes out.
 *
 * Source: https://keras.io/api/layers/
 */
export class KerasLayers {
	private readonly seeds: LayerSeeds;

	/** @param seed decides all initial weights and dropout masks */
	constructor(seed: number) {
		this.seeds = new LayerSeeds(seed);
	}

	image(): tf.SymbolicTensor {
		const shape = [IMAGE_SIZE, IMAGE_SIZE, 1];
		return tf.input({ shape, name: "image" });
	}

	convolution(
		x: tf.SymbolicTensor,
		filters: number,
		kernelSize: number,
		name: string,
		options: PlaceOptions & { activation?: "relu" } = {},
	): tf.SymbolicTensor {
		const kernelInitializer = this.seeds.glorotUniform();
		const config = { ...options, filters, kernelSize, kernelInitializer };
		return apply(tf.layers.conv2d({ ...config, name }), x);
	}

	dense(
		x: tf.SymbolicTensor,
		units: number,
		name: string,
		activation?: "relu",
	): tf.SymbolicTensor {
		const kernelInitializer = this.seeds.glorotUniform();
		const config = { units, activation, kernelInitializer, name };
		return apply(tf.layers.dense(config), x);
	}

	norm(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
		const config = { momentum: 0.99, epsilon: 1e-3, name };
		return apply(tf.layers.batchNormalization(config), x);
	}

	dropout(x: tf.SymbolicTensor, rate: number, name: string) {
		const seed = this.seeds.next();
		return apply(new SeededDropout({ rate, seed, name }), x);
	}

	relu(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
		return apply(tf.layers.reLU({ name }), x);
	}

	maxPool(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
		return apply(tf.layers.maxPooling2d({ poolSize: 2, name }), x);
	}

	add(a: tf.SymbolicTensor, b: tf.SymbolicTensor, name: string) {
		return apply(tf.layers.add({ name }), [a, b]);
	}

	flatten(x: tf.SymbolicTensor): tf.SymbolicTensor {
		return apply(tf.layers.flatten({ name: "flatten" }), x);
	}

	/** The last dense layer: a number for each coordinate, in the units of the labels. */
	coordinates(x: tf.SymbolicTensor): tf.SymbolicTensor {
		return this.dense(x, COORDINATE_COUNT, "coordinates");
	}
}

/** Applies a layer; tfjs types the result too widely. */
function apply(
	layer: tf.layers.Layer,
	x: tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.SymbolicTensor {
	return layer.apply(x) as tf.SymbolicTensor;
}
