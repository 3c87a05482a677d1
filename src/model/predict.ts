import * as tf from "@tensorflow/tfjs";
import { ByteRows } from "../backend";
import { giveTurn, imagesAtOnce } from "../base";
import {
	COORDINATE_COUNT,
	IMAGE_PIXELS,
	IMAGE_SIZE,
	KEYPOINT_COUNT,
	type LabelSource,
} from "../face";
import { closeUpAverage } from "./closeUp";
import { correct } from "./correction";
import { flipAverage } from "./flipAverage";
import {
	forwardPassOf,
	type TestTimeAugmentation,
	type Views,
} from "./forwardPass";
import { fromOutputs, outputOf, SOURCED_OUTPUT_COUNT } from "./outputs";

/** Shape of one image of a model's input. */
export const IMAGE_SHAPE = [IMAGE_SIZE, IMAGE_SIZE, 1] as const;

/** How {@link predict} predicts. */
export interface PredictOptions extends TestTimeAugmentation {
	/** Images a batch; bounds the memory, and how long nothing else has its turn. Default 8 to 128, by what computes. */
	batchSize?: number;
	/** As which labelling source marks each image, [n]; a model without sources does not ask. Default A. */
	sources?: readonly LabelSource[];
	/** Called after each batch with the number of images done. */
	onProgress?: (done: number) => void;
	/** Ends it after the batch under way, with the signal's reason as the error. */
	signal?: AbortSignal;
}

/**
 * The images of some faces as a model's input.
 *
 * @param images grey values 0-255, [n, 96, 96]
 * @param indices which of the n images, in which order
 * @returns `[indices.length, 96, 96, 1]` float32 in [0, 1]; the caller disposes it
 */
export function imageTensor(
	images: Uint8Array,
	indices: ArrayLike<number>,
): tf.Tensor4D {
	const values = new Float32Array(indices.length * IMAGE_PIXELS);
	for (let i = 0; i < indices.length; i++) {
		const from = indices[i] * IMAGE_PIXELS;
		const to = i * IMAGE_PIXELS;
		for (let j = 0; j < IMAGE_PIXELS; j++)
			values[to + j] = images[from + j] / 255;
	}
	return tf.tensor4d(values, [indices.length, IMAGE_SIZE, IMAGE_SIZE, 1]);
}

/**
 * Predicts the points of images, batch by batch.
 *
 * @param network a model from `[n, 96, 96, 1]` in [0, 1] to `[n, 30]` in pixels, or
 *   to `[n, 34]` with two labelling sources
 * @param images grey values 0-255, [n, 96, 96]
 * @returns `[n, 30]` in pixels
 * @throws where the images are no whole number of such, or there is not one source
 *   for each; where a prediction is not finite, which means that training has diverged
 */
export async function predict(
	network: tf.LayersModel,
	images: Uint8Array,
	options: PredictOptions = {},
): Promise<Float32Array> {
	const sources = sourcesOf(images, options);
	const { outputs } = await predictBatches(network, images, options, false);
	return pointsOf(outputs, sources, network);
}

/** The 15 points of images, and how widely the heatmap of each is spread. */
export interface PointsWithSpread {
	/** [n, 30] in pixels. */
	points: Float32Array;
	/** [n, 15] in pixels, see {@link HeatmapSpread}; that of the image itself, whatever views are averaged. */
	spread: Float32Array;
}

/**
 * As {@link predict}, with the spread of the heatmaps, in the same pass.
 *
 * @param network one with heatmaps, as `buildKeypointNet` makes it
 * @throws as {@link predict}, and where the model has no heatmaps
 */
export async function predictWithSpread(
	network: tf.LayersModel,
	images: Uint8Array,
	options: PredictOptions = {},
): Promise<PointsWithSpread> {
	const sources = sourcesOf(images, options);
	const { outputs, spreads } = await predictBatches(
		network,
		images,
		options,
		true,
	);
	const spread = new Float32Array(sources.length * KEYPOINT_COUNT);
	const maps = outputCount(network) / 2;
	for (let i = 0; i < spread.length; i++) {
		const [row, point] = [Math.floor(i / KEYPOINT_COUNT), i % KEYPOINT_COUNT];
		spread[i] = spreads[row * maps + outputOf(2 * point, sources[row]) / 2];
	}
	return { points: pointsOf(outputs, sources, network), spread };
}

/**
 * As {@link predict}, for all outputs of a model: the 15 points, and those of the
 * second labelling source where it has them.
 *
 * @returns `[n, 30]` or `[n, 34]` in pixels
 */
export async function predictOutputs(
	network: tf.LayersModel,
	images: Uint8Array,
	options: Omit<PredictOptions, "sources"> = {},
): Promise<Float32Array> {
	return (await predictBatches(network, images, options, false)).outputs;
}

/** A source for each image: those that are asked for, else A for all. */
function sourcesOf(
	images: Uint8Array,
	{ sources }: PredictOptions,
): readonly LabelSource[] {
	const count = imageCount(images);
	if (sources && sources.length !== count)
		throw new Error(
			`predict: invalid sources: ${sources.length} for ${count} images; expected one for each image`,
		);
	return sources ?? new Array<LabelSource>(count).fill("A");
}

function pointsOf(
	outputs: Float32Array,
	sources: readonly LabelSource[],
	network: tf.LayersModel,
): Float32Array {
	if (outputCount(network) === COORDINATE_COUNT) return outputs;
	return fromOutputs(outputs, sources);
}

/** All outputs, and the spread of each heatmap, `[n, outputs / 2]`, where it is wanted. */
async function predictBatches(
	network: tf.LayersModel,
	images: Uint8Array,
	options: PredictOptions,
	withSpread: boolean,
): Promise<{ outputs: Float32Array; spreads: Float32Array }> {
	const { batchSize = imagesAtOnce(), flip = false, closeUp = false } = options;
	const { onProgress, signal } = options;
	const count = imageCount(images);
	if (!(Number.isInteger(batchSize) && batchSize > 0))
		throw new Error(
			`predict: invalid batchSize: ${batchSize}; expected a whole number above 0`,
		);
	const width = outputCount(network);
	const outputs = new Float32Array(count * width);
	const spreads = new Float32Array(withSpread ? outputs.length / 2 : 0);
	for (let start = 0; start < count; start += batchSize) {
		const length = Math.min(batchSize, count - start);
		const batch = images.subarray(
			start * IMAGE_PIXELS,
			(start + length) * IMAGE_PIXELS,
		);
		const views = { flip, closeUp };
		const seen = await predictBatch(network, batch, views, withSpread);
		outputs.set(seen.outputs, start * width);
		if (seen.spread) spreads.set(seen.spread, (start * width) / 2);
		onProgress?.(start + length);
		await giveTurn();
		signal?.throwIfAborted();
	}
	checkFinite(outputs, width);
	return { outputs, spreads };
}

/** How many images some grey values are. */
function imageCount(images: Uint8Array): number {
	const count = images.length / IMAGE_PIXELS;
	if (Number.isInteger(count) && images.BYTES_PER_ELEMENT === 1) return count;
	throw new Error(
		`predict: invalid images: ${images.length} values of ${images.BYTES_PER_ELEMENT ?? "no"} bytes; expected grey values 0 to 255 as a Uint8Array, ${IMAGE_PIXELS} for each image of ${IMAGE_SIZE}x${IMAGE_SIZE} pixels`,
	);
}

/**
 * Checks that predictions are numbers.
 *
 * @param outputs [n, width]
 * @throws where one is not finite, which means that training has diverged
 */
function checkFinite(outputs: Float32Array, width: number): void {
	const bad = outputs.findIndex((value) => !Number.isFinite(value));
	if (bad >= 0)
		throw new Error(
			`predict: invalid prediction for image ${Math.floor(bad / width)}: ${outputs[bad]}; expected finite pixels: the model's weights are not usable`,
		);
}

/**
 * Outputs of a model for an image: 30, or 34 where it tells the labelling sources
 * apart.
 *
 * @throws where it has another number
 */
export function outputCount(network: tf.LayersModel): number {
	const shape = network.outputShape as tf.Shape;
	const count = shape[shape.length - 1];
	if (count === COORDINATE_COUNT || count === SOURCED_OUTPUT_COUNT)
		return count;
	throw new Error(
		`outputCount: invalid outputs of model ${network.name}: [${shape}]; expected [n, ${COORDINATE_COUNT}], or [n, ${SOURCED_OUTPUT_COUNT}] with two labelling sources`,
	);
}

async function predictBatch(
	network: tf.LayersModel,
	images: Uint8Array,
	views: Views,
	withSpread: boolean,
): Promise<{ outputs: Float32Array; spread?: Float32Array }> {
	const rows = new ByteRows(IMAGE_SHAPE);
	const indices = Int32Array.from(
		{ length: images.length / IMAGE_PIXELS },
		(_, i) => i,
	);
	const tensors = tf.tidy(() =>
		forwardPassOf(network, views, withSpread)(...rows.batch(images, indices)),
	);
	rows.dispose();
	const seen = await Promise.all(
		tensors.map((tensor) => tensor.data<"float32">()),
	);
	tf.dispose(tensors);
	const spread = withSpread ? seen.pop() : undefined;
	const count = outputCount(network);
	const average = (plain: Float32Array, flipped: Float32Array) =>
		views.flip ? flipAverage(plain, flipped, count) : plain;
	const whole = average(seen[0], seen[1]);
	const [plain, flipped] = seen.slice(seen.length / 2);
	const mean = views.closeUp
		? closeUpAverage(whole, average(plain, flipped))
		: whole;
	return { outputs: await correct(network, mean, count), spread };
}
