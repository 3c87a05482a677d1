import * as tf from "@tensorflow/tfjs";
import { type CompiledStep, compile } from "../backend";
import { giveTurn, imagesAtOnce } from "../base";
import { IMAGE_PIXELS, KEYPOINT_COUNT, type LabelSource } from "../face";
import { correct, uncorrectedOf } from "./correction";
import { flipAverage } from "./flipAverage";
import { heatmapsOf } from "./keypointNet";
import { apply } from "./layers";
import { fromOutputs, outputOf, SOURCED_OUTPUT_COUNT } from "./outputs";
import { checkFinite, imageTensor, type PredictOptions } from "./predict";
import { distributionsOf } from "./softArgmax";

/**
 * How widely heatmaps are spread: the root mean square distance of each one's
 * distribution from its expectation. A model that is sure has it in one place.
 *
 * `[n, k, h, w]` logits to `[n, k]` in pixels of a 96x96 image
 */
export class HeatmapSpread extends tf.layers.Layer {
	/** @nocollapse */
	static className = "HeatmapSpread";

	override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
		return tf.tidy(() => {
			const { places, centres, n, maps } = distributionsOf(inputs);
			const mean = places.matMul(centres).square().sum(1);
			const ofSquares = places
				.matMul(centres.square().sum(1, true))
				.squeeze([1]);
			return ofSquares.sub(mean).maximum(0).sqrt().reshape([n, maps]);
		});
	}

	override computeOutputShape([n, maps]: number[]): tf.Shape {
		return [n, maps];
	}
}

tf.serialization.registerClass(HeatmapSpread);

/** The 15 points of images, and how sure the model is of each. */
export interface PointsWithSpread {
	/** [n, 30] in pixels. */
	points: Float32Array;
	/** [n, 15] in pixels, see {@link HeatmapSpread}. */
	spread: Float32Array;
}

/**
 * Predicts points together with the spread of their heatmaps.
 *
 * @param network one with heatmaps, as `buildKeypointNet` makes it
 * @param images grey values 0-255, [n, 96, 96]
 * @param options as those of `predict`; `flip` averages the points, and leaves
 *   the spread that of the image itself
 * @throws where the model has no heatmaps, or a prediction is not finite
 */
export async function predictWithSpread(
	network: tf.LayersModel,
	images: Uint8Array,
	options: Omit<PredictOptions, "onProgress"> = {},
): Promise<PointsWithSpread> {
	const { batchSize = imagesAtOnce(), flip = false, signal } = options;
	const count = images.length / IMAGE_PIXELS;
	const sources = options.sources ?? new Array<LabelSource>(count).fill("A");
	const pass = passOf(network);
	const outputs = new Float32Array(count * SOURCED_OUTPUT_COUNT);
	const spreads = new Float32Array((count * SOURCED_OUTPUT_COUNT) / 2);
	for (let start = 0; start < count; start += batchSize) {
		const length = Math.min(batchSize, count - start);
		const indices = Int32Array.from({ length }, (_, i) => start + i);
		const tensors = tf.tidy(() => {
			const batch = imageTensor(images, indices);
			const mirrored = flip ? [pass(batch.reverse(2))[0]] : [];
			return [...pass(batch), ...mirrored];
		});
		const [points, spread, mirrored] = await Promise.all(
			tensors.map((tensor) => tensor.data<"float32">()),
		);
		tf.dispose(tensors);
		const at = start * SOURCED_OUTPUT_COUNT;
		const mean = flip
			? flipAverage(points, mirrored, SOURCED_OUTPUT_COUNT)
			: points;
		outputs.set(await correct(network, mean, SOURCED_OUTPUT_COUNT), at);
		spreads.set(spread, at / 2);
		await giveTurn();
		signal?.throwIfAborted();
	}
	checkFinite(outputs, SOURCED_OUTPUT_COUNT);
	const spread = new Float32Array(count * KEYPOINT_COUNT);
	for (let i = 0; i < spread.length; i++) {
		const [row, point] = [Math.floor(i / KEYPOINT_COUNT), i % KEYPOINT_COUNT];
		const map = outputOf(2 * point, sources[row]) / 2;
		spread[i] = spreads[(row * SOURCED_OUTPUT_COUNT) / 2 + map];
	}
	return { points: fromOutputs(outputs, sources), spread };
}

type ForwardPass = CompiledStep<(images: tf.Tensor) => tf.Tensor[]>;

/** What models that have predicted do, compiled. */
const forwardPasses = new WeakMap<tf.LayersModel, ForwardPass>();

function passOf(network: tf.LayersModel): ForwardPass {
	const known = forwardPasses.get(network);
	if (known) return known;
	const withSpread = tf.model({
		inputs: network.inputs,
		outputs: [
			uncorrectedOf(network),
			apply(new HeatmapSpread({ name: "spread" }), heatmapsOf(network)),
		],
	});
	const pass: ForwardPass = compile(
		(images: tf.Tensor) => withSpread.apply(images) as tf.Tensor[],
		{ orPlain: true },
	);
	forwardPasses.set(network, pass);
	return pass;
}
