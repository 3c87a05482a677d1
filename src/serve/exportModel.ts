import { join } from "node:path";
import { KEYPOINT_NAMES } from "../face";
import { sumOfModel } from "../model";
import {
	fromFloat16,
	locateRun,
	predictionOf,
	readCheckpoint,
	readRun,
	toFloat16,
} from "../run";

/** What a model is, for people and programs; nothing of where it was trained. */
export interface ModelDescription {
	model: string;
	/** The epoch whose weights these are. */
	epoch: number;
	/** Numbers that make the model, all weights together. */
	parameters: number;
	input: string;
	output: string;
	points: readonly string[];
	training: { faces: number; seed: number; epochs: number };
}

/** A model in the files that `tf.loadLayersModel` reads. */
export interface ExportedModel {
	description: ModelDescription;
	/** `model.json`: the topology, and what lies where in the weights. */
	json: string;
	/** `weights.bin`: all weights, one after the other. */
	weights: Uint8Array;
}

/**
 * Reads a run's best checkpoint as files for TensorFlow.js. Weights that are exact
 * as float16, as those of a model that was exported are, travel as such.
 *
 * @throws where the folder holds no run, or no usable checkpoint
 */
export async function exportModel(run: string): Promise<ExportedModel> {
	const folder = locateRun(run);
	const { config } = readRun(folder);
	const checkpoint = await readCheckpoint(join(folder, "best.safetensors"));
	const { tensors, metadata } = checkpoint.file;
	const stored = [...tensors]
		.filter(([name]) => name.startsWith("model/"))
		.map(([name, { shape, values }]) => ({
			name: name.replace(/^model\/\d+\//, ""),
			shape,
			...pack(values),
		}));
	const weights = stored.map(({ bytes: _, parameters: __, ...spec }) => spec);
	const json = {
		format: "layers-model",
		generatedBy: "facial-keypoints",
		modelTopology: JSON.parse(metadata.topology),
		weightsManifest: [{ paths: ["weights.bin"], weights }],
		views: predictionOf(config),
	};
	const bytes = Buffer.concat(stored.map((each) => each.bytes));
	return {
		description: {
			model: config.model,
			epoch: checkpoint.progress.epoch,
			parameters: stored.reduce((sum, { parameters }) => sum + parameters, 0),
			input: "[n, 96, 96, 1] grey in [0, 1]",
			output: "x and y of each point in pixels of the 96x96 image",
			points: KEYPOINT_NAMES,
			training: {
				faces: config.data.faces,
				seed: config.seed,
				epochs: config.epochs,
			},
		},
		json: JSON.stringify({ ...json, checksum: sumOfModel(json, bytes) }),
		weights: bytes,
	};
}

const FLOAT16 = { dtype: "float16", original_dtype: "float32" };

/** A tensor's bytes, and how TensorFlow.js reads them. */
function pack(values: Float32Array) {
	const halves = Uint16Array.from(values, toFloat16);
	const isExact = values.every((value, i) => fromFloat16(halves[i]) === value);
	const { buffer, byteOffset, byteLength } = isExact ? halves : values;
	return {
		dtype: "float32",
		...(isExact && { quantization: FLOAT16 }),
		parameters: values.length,
		bytes: new Uint8Array(buffer, byteOffset, byteLength),
	};
}
