import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { version_core } from "@tensorflow/tfjs";
import type { Pipeline } from "../augment";
import { type Precision, projectVersion, startBackend } from "../backend";
import {
	coordinatesOf,
	type DataFiles,
	type Faces,
	faceCount,
	groupsOf,
	loadFaces,
	splitFaces,
} from "../dataset";
import { buildModel, type ModelName, startAtMean } from "../model";
import { removeTemporaries } from "./files";
import { type FitResult, fit } from "./fit";
import { RECIPES, type Recipe } from "./recipe";
import type { FitReporter } from "./report";
import {
	hasCheckpoint,
	lockRun,
	type RunConfig,
	type RunDescription,
	readRun,
	writeRun,
} from "./runFolder";

export interface TrainOptions {
	/** What is done to the training faces, anew in each epoch. Default: the model's recipe. */
	augment?: Pipeline;
	/** Times that every training face is shown. Default: the model's recipe. */
	epochs?: number;
	/** Faces a batch. Default: the model's recipe. */
	batchSize?: number;
	/** Highest learning rate. Default: the model's recipe. */
	learningRate?: number;
	/** Epochs without a lower validation error after which training ends. Default: the model's recipe. */
	patience?: number;
	/** Share of the faces that is held out, whole groups of them; 0 trains on all. Default 0.2. */
	holdOut?: number;
	/** In which numbers it multiplies. Default: as the process does, which is float32. */
	precision?: Precision;
	/** Decides the split, the first weights, the order of the faces, their augmentation and the dropout. Default 0. */
	seed?: number;
	/** Continue the run that stands in the folder. Default false. */
	resume?: boolean;
	/** Ends training after the batch under way, keeping a checkpoint. */
	signal?: AbortSignal;
	reporter?: FitReporter;
}

const HOLD_OUT = 0.2;

/**
 * Trains one of the project's models on a training file and keeps everything in
 * a folder: `run.json`, `log.csv`, `best.safetensors`, `last.safetensors`.
 *
 * A fifth of the faces, whole groups of them, is held out for validation, unless
 * told otherwise. Where none is, the weights of the last epoch are kept.
 *
 * @param folder made if it is missing
 * @throws where the folder holds another run, or is being trained into; where the
 *   data or an option is not usable; where the loss is not finite
 */
export async function trainRun(
	model: ModelName,
	data: DataFiles,
	folder: string,
	options: TrainOptions = {},
): Promise<FitResult> {
	await mkdir(folder, { recursive: true }).catch((error) => {
		throw new Error(
			`trainRun: invalid folder: ${folder}: ${error.message}; expected a folder, or a name for a new one`,
		);
	});
	const unlock = lockRun(folder);
	try {
		await removeTemporaries(folder);
		const backend = await startBackend();
		const faces = await loadFaces(data.training, { progress: true });
		const config = configure(model, faces, options);
		if (hasCheckpoint(folder))
			checkSameRun(folder, config, options.resume ?? false);
		const { groups, origin } = await groupsOf(faces, data);
		const { training, validation } = split(faces, groups, config);
		const description: RunDescription = {
			config,
			groups: origin,
			validationRows: [...(validation?.rows ?? [])],
			versions: {
				"facial-keypoints": projectVersion(),
				node: process.versions.node,
				"@tensorflow/tfjs": version_core,
				[backend.name]: backend.version,
			},
			backend: backend.description,
		};
		await writeRun(folder, description);
		return await fitRun(folder, description, training, validation, options);
	} finally {
		unlock();
	}
}

function configure(
	model: ModelName,
	faces: Faces,
	options: TrainOptions,
): RunConfig {
	const { epochs, batchSize, learningRate, patience } = options;
	const { augment, precision } = options;
	const { holdOut = HOLD_OUT } = options;
	const given = {
		...{ epochs, batchSize, learningRate, patience },
		...{ augment, precision },
	};
	const recipe: Partial<Recipe> = { ...RECIPES[model] };
	// Without validation faces there is no error that could stop falling.
	if (holdOut === 0) delete recipe.patience;
	return {
		model,
		seed: options.seed ?? 0,
		...(recipe as Recipe),
		...Object.fromEntries(
			Object.entries(given).filter(([, value]) => value !== undefined),
		),
		validationFraction: holdOut,
		data: {
			file: resolve(faces.source),
			sha256: fingerprint(faces),
			faces: faceCount(faces),
		},
	};
}

function split(
	faces: Faces,
	groups: Int32Array,
	{ validationFraction, seed }: RunConfig,
): { training: Faces; validation?: Faces } {
	if (validationFraction === 0) return { training: faces };
	return splitFaces(faces, { fraction: validationFraction, seed, groups });
}

/** A run may be continued to more epochs and from a moved file; nothing else may differ. */
function checkSameRun(
	folder: string,
	config: RunConfig,
	resume: boolean,
): void {
	if (!resume)
		throw new Error(
			`trainRun: ${folder} holds a run already; add --resume to continue it, or train into another folder`,
		);
	const comparable = ({ epochs, data, ...rest }: RunConfig) => ({
		...rest,
		data: data.sha256,
	});
	const before: Record<string, unknown> = comparable(readRun(folder).config);
	const now: Record<string, unknown> = comparable(config);
	// Either may have what the other has not, as augmentation.
	const told = (value: unknown) => JSON.stringify(value) ?? "none";
	const differing = Object.keys({ ...before, ...now }).filter(
		(key) => told(before[key]) !== told(now[key]),
	);
	if (differing.length)
		throw new Error(
			`trainRun: invalid options to resume ${folder}: ${differing
				.map((key) => `${key} is ${told(now[key])}, was ${told(before[key])}`)
				.join("; ")}; expected those it was started with`,
		);
}

async function fitRun(
	folder: string,
	description: RunDescription,
	training: Faces,
	validation: Faces | undefined,
	options: TrainOptions,
): Promise<FitResult> {
	const { config } = description;
	const network = buildModel(config.model, { seed: config.seed });
	try {
		// A heatmap starts at the middle of the image by itself.
		if (config.loss.kind === "squared")
			startAtMean(network, coordinatesOf(training));
		return await fit(network, training, {
			validation,
			augment: config.augment,
			epochs: config.epochs,
			batchSize: config.batchSize,
			learningRate: config.learningRate,
			schedule: config.schedule,
			optimizer: config.optimizer,
			loss: config.loss,
			averageDecay: config.averageDecay,
			patience: config.patience,
			precision: config.precision,
			seed: config.seed,
			checkpoints: {
				folder,
				description: { run: JSON.stringify(description) },
				resume: options.resume,
			},
			signal: options.signal,
			reporter: options.reporter,
		});
	} finally {
		network.dispose();
	}
}

/** A fingerprint of pixels and labels, the same however the file is packed. */
function fingerprint(faces: Faces): string {
	return createHash("sha256")
		.update(faces.images)
		.update(new Uint8Array(coordinatesOf(faces).buffer))
		.digest("hex");
}
