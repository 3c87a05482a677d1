import * as tf from "@tensorflow/tfjs";
import { note } from "../base";
import {
	readMetadata,
	readTensors,
	type StoredType,
	type TensorFile,
	writeTensors,
} from "./safetensors";

/** The form of a checkpoint, in its metadata; files of the first have no checksum. */
const FORMAT = "facial-keypoints checkpoint 2";
const FIRST_FORMAT = "facial-keypoints checkpoint 1";

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
export interface TrainingState {
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

/** What has variables of its own to keep, by name. */
export interface Stateful {
	state(): Record<string, tf.Variable>;
}

/** An optimizer, as far as a checkpoint knows it. */
export interface StatefulOptimizer extends Stateful {
	/** Steps taken so far. */
	steps: number;
}

/** What a checkpoint may hold besides the model. */
interface CheckpointExtras {
	optimizer?: StatefulOptimizer;
	/** The moving average of the weights. */
	average?: Stateful;
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
	progress: TrainingState,
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
		format: FORMAT,
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
	progress: TrainingState;
	description: CheckpointDescription;
}

/**
 * Reads a checkpoint, and says so once where it is of the time before checkpoints
 * had a checksum.
 *
 * @throws where the file is damaged or is no checkpoint of this project
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
	const file = await readTensors(path);
	const progress = progressOf(file, path);
	return { path, file, progress, description: file.metadata };
}

/** The text of a checkpoint alone, without its numbers, and so without its checksum. */
export async function readDescription(
	path: string,
): Promise<CheckpointDescription> {
	return (await readMetadata(path)).metadata;
}

/** Where a run stood, by a checkpoint's text. */
export function progressOf(
	{ metadata, isChecked }: Omit<TensorFile, "tensors">,
	path: string,
): TrainingState {
	const { format } = metadata;
	if (format === FIRST_FORMAT) warnOnce(path);
	else if (format !== FORMAT)
		throw new Error(
			`readCheckpoint: unknown format of ${path}: ${format}; expected a checkpoint that \`fit\` wrote`,
		);
	else if (!isChecked)
		throw new Error(
			`readCheckpoint: missing checksum: ${path} has lost it, and is damaged; expected the file as it was written: take it from where it came from`,
		);
	return JSON.parse(metadata.progress) as TrainingState;
}

const warned = new Set<string>();

function warnOnce(path: string): void {
	if (warned.has(path)) return;
	warned.add(path);
	note(
		`${path} is of the time before weights had a checksum: whether it is damaged cannot be told`,
	);
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
	optimizer: StatefulOptimizer,
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
	average: Stateful,
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
