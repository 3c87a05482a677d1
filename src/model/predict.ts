import * as tf from "@tensorflow/tfjs";
import { ByteRows, type CompiledStep, compile } from "../backend";
import {
	COORDINATE_COUNT,
	IMAGE_PIXELS,
	IMAGE_SIZE,
	type LabelSource,
} from "../dataset";
import { flipAverage } from "./flipAverage";
import { labelOffsetOf } from "./labelOffset";
import { fromOutputs, SOURCED_OUTPUT_COUNT } from "./outputs";

/** Shape of one image of a model's input. */
export const IMAGE_SHAPE = [IMAGE_SIZE, IMAGE_SIZE, 1] as const;

export interface PredictOptions {
	/** Images a batch; bounds the memory, not the result. Default 128. */
	batchSize?: number;
	/** As which labelling source marks each image, [n]; a model without sources does not ask. Default A. */
	sources?: readonly LabelSource[];
	/** Average each image with its mirror image: slower by half, and nearer. Default false. */
	flip?: boolean;
	/** Called after each batch with the number of images done. */
	onProgress?: (done: number) => void;
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
 * @throws where a prediction is not finite, which means that training has diverged
 */
export async function predict(
	network: tf.LayersModel,
	images: Uint8Array,
	options: PredictOptions = {},
): Promise<Float32Array> {
	const outputs = await predictOutputs(network, images, options);
	if (outputCount(network) === COORDINATE_COUNT) return outputs;
	const count = images.length / IMAGE_PIXELS;
	const { sources = new Array<LabelSource>(count).fill("A") } = options;
	return fromOutputs(outputs, sources);
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
	const { batchSize = 128, flip = false, onProgress } = options;
	const count = images.length / IMAGE_PIXELS;
	const width = outputCount(network);
	const outputs = new Float32Array(count * width);
	for (let start = 0; start < count; start += batchSize) {
		const length = Math.min(batchSize, count - start);
		const batch = images.subarray(
			start * IMAGE_PIXELS,
			(start + length) * IMAGE_PIXELS,
		);
		outputs.set(await predictBatch(network, batch, flip), start * width);
		onProgress?.(start + length);
	}
	checkFinite(outputs, width);
	return outputs;
}

/**
 * Checks that predictions are numbers.
 *
 * @param outputs [n, width]
 * @throws where one is not finite, which means that training has diverged
 */
export function checkFinite(outputs: Float32Array, width: number): void {
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
	flip: boolean,
): Promise<Float32Array> {
	const rows = new ByteRows(IMAGE_SHAPE);
	const indices = Int32Array.from(
		{ length: images.length / IMAGE_PIXELS },
		(_, i) => i,
	);
	const outputs = tf.tidy(() =>
		forwardPassOf(network, flip)(...rows.batch(images, indices)),
	);
	rows.dispose();
	const [plain, flipped] = await Promise.all(
		outputs.map((output) => output.data<"float32">()),
	);
	tf.dispose(outputs);
	if (!flip) return plain;
	const offset = await labelOffsetOf(network, outputCount(network));
	return flipAverage(plain, flipped, offset);
}

/** Outputs of a batch of images and, with `flip`, of their mirror images. */
type ForwardPass = CompiledStep<(...images: tf.Tensor[]) => tf.Tensor[]>;

/** What models that have predicted do, compiled: with and without mirror images. */
const forwardPasses = new WeakMap<tf.LayersModel, Map<boolean, ForwardPass>>();

function forwardPassOf(network: tf.LayersModel, flip: boolean): ForwardPass {
	const passes = forwardPasses.get(network) ?? new Map<boolean, ForwardPass>();
	forwardPasses.set(network, passes);
	const known = passes.get(flip);
	if (known) return known;
	const predictAll = (...images: tf.Tensor[]) => {
		const input = ByteRows.gather(images).div(255);
		const shown = flip ? [input, input.reverse(2)] : [input];
		return shown.map((each) => network.apply(each) as tf.Tensor);
	};
	const pass = compile(predictAll, { orPlain: true });
	passes.set(flip, pass);
	return pass;
}
