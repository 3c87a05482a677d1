import * as tf from "@tensorflow/tfjs";
import { KerasLayers } from "./kerasLayers";

/** What a network makes of an image before its last dense layer. */
type Trunk = (
	image: tf.SymbolicTensor,
	keras: KerasLayers,
) => tf.SymbolicTensor;

/** The trunks of the published systems' networks. */
const TRUNKS = {
	residual: residualTrunk,
	"residual-dropout": (image, keras) =>
		keras.dropout(residualTrunk(image, keras), 0.5, "dropout"),
	plain: (image, keras) => plainTrunk(image, keras),
	dropout: (image, keras) => plainTrunk(image, keras, 0.3),
	"batch-norm": batchNormTrunk,
} satisfies Record<string, Trunk>;

export type PublishedNetworkName = keyof typeof TRUNKS;

/** What a network's numbers mean: a pixel is `number * pixels + zeroAt`. */
export interface OutputUnits {
	pixels: number;
	zeroAt: number;
}

/** What a network is built from; part of a published system. */
export interface PublishedNetwork {
	network: PublishedNetworkName;
	/** What 1 and 0 of its numbers mean. */
	units: OutputUnits;
}

/**
 * The network of a published system, untrained, as Keras begins it. A last layer
 * without weights turns its numbers into pixels, so that all are measured alike.
 *
 * Input `[n, 96, 96, 1]` in [0, 1]; output `[n, 30]` in pixels. The caller
 * disposes it.
 *
 * @param seed decides the initial weights and the dropout masks
 */
export function publishedNetwork(
	{ network, units }: PublishedNetwork,
	seed: number,
): tf.LayersModel {
	const keras = new KerasLayers(seed);
	const image = keras.image();
	const outputs = keras.coordinates(TRUNKS[network](image, keras));
	return tf.model({
		inputs: image,
		outputs: inPixels(outputs, units),
		name: network,
	});
}

function inPixels(
	outputs: tf.SymbolicTensor,
	{ pixels, zeroAt }: OutputUnits,
): tf.SymbolicTensor {
	if (pixels === 1 && zeroAt === 0) return outputs;
	const layer = tf.layers.rescaling({
		scale: pixels,
		offset: zeroAt,
		name: "pixels",
	});
	return layer.apply(outputs) as tf.SymbolicTensor;
}

/** A convolution of 7x7, then three residual blocks, each of half the width. 96 -> 45 -> 22 -> 11 -> 5. */
function residualTrunk(
	image: tf.SymbolicTensor,
	keras: KerasLayers,
): tf.SymbolicTensor {
	let x = keras.convolution(image, 64, 7, "stem_conv", { strides: 2 });
	x = keras.relu(keras.norm(x, "stem_norm"), "stem_relu");
	for (const filters of [64, 128, 256]) x = residualBlock(x, filters, keras);
	return keras.flatten(x);
}

/** 1x1 and 3x3 convolutions beside a shortcut of 1x1, each with batch norm; then max pooling. */
function residualBlock(
	x: tf.SymbolicTensor,
	filters: number,
	keras: KerasLayers,
): tf.SymbolicTensor {
	const at = `block${filters}`;
	let y = keras.convolution(x, filters, 1, `${at}_a_conv`);
	y = keras.relu(keras.norm(y, `${at}_a_norm`), `${at}_a_relu`);
	y = keras.convolution(y, filters, 3, `${at}_b_conv`, { padding: "same" });
	y = keras.norm(y, `${at}_b_norm`);
	const shortcut = keras.norm(
		keras.convolution(x, filters, 1, `${at}_shortcut_conv`),
		`${at}_shortcut_norm`,
	);
	const sum = keras.add(y, shortcut, `${at}_add`);
	return keras.maxPool(keras.relu(sum, `${at}_relu`), `${at}_pool`);
}

/** Four times convolution and pooling, then two dense layers. 96 -> 47 -> 22 -> 10 -> 4. */
function plainTrunk(
	image: tf.SymbolicTensor,
	keras: KerasLayers,
	dropout = 0,
): tf.SymbolicTensor {
	let x = image;
	for (const [i, filters] of [32, 64, 128, 256].entries()) {
		const options = { activation: "relu" } as const;
		x = keras.convolution(x, filters, 3, `block${i + 1}_conv`, options);
		x = keras.maxPool(x, `block${i + 1}_pool`);
	}
	x = keras.flatten(x);
	for (const [i, units] of [512, 256].entries()) {
		x = keras.dense(x, units, `dense${i + 1}`, "relu");
		if (dropout) x = keras.dropout(x, dropout, `dense${i + 1}_dropout`);
	}
	return x;
}

/** Three times convolution, pooling, batch norm and dropout, then a dense layer. 96 -> 47 -> 22 -> 10. */
function batchNormTrunk(
	image: tf.SymbolicTensor,
	keras: KerasLayers,
): tf.SymbolicTensor {
	let x = image;
	for (const [i, filters] of [32, 64, 128].entries()) {
		const at = `block${i + 1}`;
		const options = { activation: "relu" } as const;
		x = keras.convolution(x, filters, 3, `${at}_conv`, options);
		x = keras.norm(keras.maxPool(x, `${at}_pool`), `${at}_norm`);
		x = keras.dropout(x, 0.1 * (i + 1), `${at}_dropout`);
	}
	x = keras.dense(keras.flatten(x), 512, "dense1", "relu");
	return keras.dropout(x, 0.5, "dense1_dropout");
}
