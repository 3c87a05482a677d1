import * as tf from "@tensorflow/tfjs";
import { IMAGE_SIZE } from "../face";
import type { ModelOptions } from "./cnn";
import { withCorrection } from "./correction";
import { apply, convolution, norm, relu } from "./layers";
import { SOURCED_OUTPUT_COUNT } from "./outputs";
import { LayerSeeds } from "./seeds";
import { SoftArgmax } from "./softArgmax";
import { StandardiseImage } from "./standardise";

export interface KeypointNetOptions extends ModelOptions {
	/** How wide the network is. Default slim. */
	size?: KeypointNetSize;
}

export type KeypointNetSize = keyof typeof WIDTHS;

/**
 * A model's heatmaps, `[n, 17, 48, 48]` logits, as an output to build on.
 *
 * @throws where the model has no heatmaps
 */
export function heatmapsOf(network: tf.LayersModel): tf.SymbolicTensor {
	const layer = network.layers.find(({ name }) => name === HEATMAPS_LAYER);
	if (!layer)
		throw new Error(
			`heatmapsOf: missing heatmaps: model ${network.name} has none; expected one of buildKeypointNet`,
		);
	return layer.output as tf.SymbolicTensor;
}

/** Whether a model has heatmaps, as those of {@link buildKeypointNet} do. */
export function hasHeatmaps(network: tf.LayersModel): boolean {
	return network.layers.some(({ name }) => name === HEATMAPS_LAYER);
}

/** Filters of the stem, of the stages at 48, 24, 12 and 6 cells, and of the way back. */
const WIDTHS = {
	slim: { stem: 24, stages: [32, 64, 96, 128], back: 32 },
	full: { stem: 32, stages: [48, 96, 160, 224], back: 48 },
} as const;

/** The name of the layer whose output is the heatmaps, `[n, 17, 48, 48]` logits. */
export const HEATMAPS_LAYER = "heatmaps";

/**
 * The heatmap network: residual blocks at 48, 24, 12 and 6 cells across, a narrow
 * way back to 48 that adds what each stage saw, a heatmap for every point, and
 * the point as the expectation over it, corrected by the others.
 *
 * A dense layer on a flattened feature map must learn anew at each place what an
 * eye looks like; a heatmap knows it everywhere at once, with a tenth of the
 * weights.
 *
 * Input `[n, 96, 96, 1]` in [0, 1]; output `[n, 34]` in pixels: the 15 points as
 * labelling source A marks them, then nose and lower lip as B does. 533 thousand
 * parameters (slim) or 1.46 million (full). The caller disposes the model.
 *
 * Sources: residual blocks arXiv 1512.03385; the way back arXiv 1612.03144
 */
export function buildKeypointNet(
	options: KeypointNetOptions = {},
): tf.LayersModel {
	const { seed = 0, size = "slim" } = options;
	if (!Object.hasOwn(WIDTHS, size))
		throw new Error(
			`buildKeypointNet: unknown size: ${size}; expected one of ${Object.keys(WIDTHS).join(", ")}`,
		);
	const { stem, stages, back } = WIDTHS[size];
	const seeds = new LayerSeeds(seed);
	const input = tf.input({ shape: [IMAGE_SIZE, IMAGE_SIZE, 1], name: "image" });
	const standard = apply(new StandardiseImage({ name: "standardise" }), input);

	let x = normedRelu(unbiased(standard, stem, 5, seeds, "stem", 2), "stem");
	const levels = stages.map((filters, i) => {
		x = basicBlock(x, filters, seeds, `stage${i + 1}`, i === 0 ? 1 : 2);
		return x;
	});

	const deepest = stages.length;
	x = unbiased(x, back, 1, seeds, `back${deepest}`);
	x = normedRelu(x, `back${deepest}`);
	for (let level = deepest - 1; level >= 1; level--)
		x = mergeInto(levels[level - 1], x, back, seeds, `back${level}`);

	const heatmaps = apply(
		tf.layers.permute({ dims: [3, 1, 2], name: HEATMAPS_LAYER }),
		pointLogits(x, seeds),
	);
	const points = apply(new SoftArgmax({ name: "points" }), heatmaps);
	return tf.model({
		inputs: input,
		outputs: withCorrection(points),
		name: `keypoint-${size}`,
	});
}

/**
 * A residual block of two 3x3 convolutions. Where the feature map shrinks or
 * widens, its shortcut is averaged over 2x2 cells and goes through a 1x1
 * convolution (arXiv 1812.01187, ResNet-D).
 */
function basicBlock(
	x: tf.SymbolicTensor,
	filters: number,
	seeds: LayerSeeds,
	name: string,
	strides: 1 | 2,
): tf.SymbolicTensor {
	let y = unbiased(x, filters, 3, seeds, `${name}_a`, strides);
	y = unbiased(normedRelu(y, `${name}_a`), filters, 3, seeds, `${name}_b`);
	y = norm(y, `${name}_b`);
	let shortcut = x;
	if (strides === 2)
		shortcut = apply(
			tf.layers.averagePooling2d({ poolSize: 2, name: `${name}_average` }),
			shortcut,
		);
	shortcut = unbiased(shortcut, filters, 1, seeds, `${name}_shortcut`);
	shortcut = norm(shortcut, `${name}_shortcut`);
	const sum = apply(tf.layers.add({ name: `${name}_add` }), [y, shortcut]);
	return relu(sum, name);
}

/** One step of the way back: `coarse` at twice its size, with what the finer `level` saw added. */
function mergeInto(
	level: tf.SymbolicTensor,
	coarse: tf.SymbolicTensor,
	filters: number,
	seeds: LayerSeeds,
	name: string,
): tf.SymbolicTensor {
	const enlarged = apply(
		tf.layers.upSampling2d({
			size: [2, 2],
			interpolation: "bilinear",
			name: `${name}_enlarge`,
		}),
		coarse,
	);
	const seen = unbiased(level, filters, 1, seeds, `${name}_level`);
	const sum = apply(tf.layers.add({ name: `${name}_add` }), [
		enlarged,
		norm(seen, `${name}_level`),
	]);
	return normedRelu(unbiased(sum, filters, 3, seeds, name), name);
}

/** A convolution for batch norm to follow, which has the bias. */
function unbiased(
	x: tf.SymbolicTensor,
	filters: number,
	kernelSize: number,
	seeds: LayerSeeds,
	name: string,
	strides = 1,
): tf.SymbolicTensor {
	const options = { strides, useBias: false };
	return convolution(x, filters, kernelSize, seeds, name, options);
}

function normedRelu(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
	return relu(norm(x, name), name);
}

/** A logit for each point and cell, nearly flat at first: every point starts near the middle. */
function pointLogits(
	x: tf.SymbolicTensor,
	seeds: LayerSeeds,
): tf.SymbolicTensor {
	const layer = tf.layers.conv2d({
		filters: SOURCED_OUTPUT_COUNT / 2,
		kernelSize: 1,
		kernelInitializer: tf.initializers.randomNormal({
			mean: 0,
			stddev: 0.01,
			seed: seeds.next(),
		}),
		name: "logits",
	});
	return apply(layer, x);
}
