import * as tf from "@tensorflow/tfjs";
import type { Optimizer } from "./optimizer";
import {
	readTensors,
	type StoredType,
	type TensorFile,
	writeTensors,
} from "./safetensors";
import type { WeightAverage } from "./weightAverage";

/** One line of a run's history: what an epoch came to. */
export interface EpochRecord {
	/** 1 is the first. */
	epoch: number;
	/** Mean loss over the epoch's batches while training, in its units. */
	loss: number;
	/** Root mean squared error over the epoch's batches, in pixels, with dropout on. */
	rmsePixels: number;
	/** RMSE on the validation faces after the epoch, in pixels; absent without any. */
	validationRmsePixels?: number;
	/** Learning rate of the last batch. */
	learningRate: number;
	/** Training images a second, without the validation. */
	imagesPerSecond: number;
	/** Seconds the epoch took, with validation and without what a stop cost. */
	seconds: number;
}

/** Where a run stands: everything besides the weights that the next batch depends on. */
export interface Progress {
	/** Epochs completed. */
	epoch: number;
	/** Batches done of the epoch that is under way. */
	batch: number;
	/** Sums over those batches: the loss times its labels, squared errors in square pixels. */
	loss: number;
	squaredError: number;
	labels: number;
	seconds: number;
	/** Training steps since the start. */
	step: number;
	/** The epoch with the lowest validation error so far, 0 before there is one. */
	bestEpoch: number;
	history: EpochRecord[];
}

/** Text that describes a run and goes into each of its checkpoints. */
export type CheckpointDescription = Record<string, string>;

/** What a checkpoint may hold besides the model. */
interface CheckpointExtras {
	optimizer?: Optimizer;
	average?: WeightAverage;
	/** How its numbers are stored. Default F32 */
	dtype?: StoredType;
}

/**
 * Writes a checkpoint: the model with its topology, the optimizer and the average
 * of the weights (if given), the progress and a description of the run, in one
 * safetensors file, which is complete or not there.
 */
export async function saveCheckpoint(
	path: string,
	network: tf.LayersModel,
	progress: Progress,
	description: CheckpointDescription,
	extras: CheckpointExtras = {},
): Promise<void> {
	const { optimizer, average, dtype } = extras;
	const tensors: Record<string, tf.Tensor> = {};
	network.weights.forEach((weight, i) => {
		tensors[`model/${i}/${weight.originalName}`] = weight.read();
	});
	if (optimizer)
		for (const [name, variable] of Object.entries(optimizer.state()))
			tensors[`optimizer/${name}`] = variable;
	for (const [name, variable] of Object.entries(average?.state() ?? {}))
		tensors[`average/${name}`] = variable;
	const metadata = {
		...description,
		format: "facial-keypoints checkpoint 1",
		topology: JSON.stringify(network.toJSON(null, false)),
		progress: JSON.stringify(progress),
		optimizerSteps: String(optimizer?.steps ?? 0),
	};
	await writeTensors(path, tensors, metadata, dtype);
}

/** A checkpoint that was read: tensors as arrays, the rest parsed. */
export interface Checkpoint {
	path: string;
	file: TensorFile;
	progress: Progress;
	description: CheckpointDescription;
}

/**
 * Reads a checkpoint.
 *
 * @throws where the file is damaged or is no checkpoint of this project
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
	const file = await readTensors(path);
	const { format } = file.metadata;
	if (format !== "facial-keypoints checkpoint 1")
		throw new Error(
			`readCheckpoint: unknown format of ${path}: ${format}; expected a checkpoint that \`fit\` wrote`,
		);
	const progress = JSON.parse(file.metadata.progress) as Progress;
	return { path, file, progress, description: file.metadata };
}

/**
 * Builds the model that a checkpoint holds, with the average of its weights where
 * the run keeps one: that is what it validates. The caller disposes it.
 */
export async function modelOf(checkpoint: Checkpoint): Promise<tf.LayersModel> {
	const { path, file } = checkpoint;
	const network = (await tf.models.modelFromJSON(
		JSON.parse(file.metadata.topology),
	)) as tf.LayersModel;
	restoreModel(network, checkpoint);
	if (file.tensors.has("average/0"))
		network.weights.forEach((weight, i) => {
			assign(weight.read() as tf.Variable, `average/${i}`, file, path);
		});
	return network;
}

/**
 * Puts a checkpoint's weights into a model of the same shape.
 *
 * @throws where the model has other weights than the checkpoint
 */
export function restoreModel(
	network: tf.LayersModel,
	{ path, file }: Checkpoint,
): void {
	const stored = [...file.tensors.keys()].filter((name) =>
		name.startsWith("model/"),
	);
	if (stored.length !== network.weights.length)
		throw new Error(
			`restoreModel: invalid model: it has ${network.weights.length} weights; ${path} has ${stored.length}`,
		);
	network.weights.forEach((weight, i) => {
		assign(weight.read() as tf.Variable, stored[i], file, path);
	});
}

/**
 * Puts a checkpoint's optimizer state into an optimizer of the same model.
 *
 * @throws where the checkpoint has none, as that of the best epoch
 */
export function restoreOptimizer(
	optimizer: Optimizer,
	{ path, file }: Checkpoint,
): void {
	optimizer.steps = Number(file.metadata.optimizerSteps);
	for (const [name, variable] of Object.entries(optimizer.state()))
		assign(variable, `optimizer/${name}`, file, path);
}

/**
 * Puts a checkpoint's average of the weights into that of the same model.
 *
 * @throws where the checkpoint has none
 */
export function restoreAverage(
	average: WeightAverage,
	{ path, file }: Checkpoint,
): void {
	for (const [name, variable] of Object.entries(average.state()))
		assign(variable, `average/${name}`, file, path);
}

function assign(
	variable: tf.Variable,
	name: string,
	{ tensors }: TensorFile,
	path: string,
): void {
	const tensor = tensors.get(name);
	if (!tensor)
		throw new Error(`restore: missing tensor: ${name} is not in ${path}`);
	if (String(tensor.shape) !== String(variable.shape))
		throw new Error(
			`restore: invalid shape of ${name} in ${path}: [${tensor.shape}]; expected [${variable.shape}]`,
		);
	tf.tidy(() => variable.assign(tf.tensor(tensor.values, tensor.shape)));
}
