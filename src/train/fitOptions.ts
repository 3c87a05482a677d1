import type * as tf from "@tensorflow/tfjs";
import { checkPipeline, type Pipeline } from "../augment";
import type { Precision } from "../backend";
import type { Faces } from "../dataset";
import type {
	CheckpointDescription,
	Loss,
	OptimizerConfig,
	Schedule,
} from "../run";
import { notebook } from "./notebook";
import { printReport } from "./printReport";
import type { FitReporter } from "./report";

export interface FitOptions {
	/** Faces that are measured after each epoch and never trained on. Default none. */
	validation?: Faces;
	/**
	 * A trained model that stands in where a training face has no label: trained
	 * towards is what it says of the face as it is. Not disposed here. Default
	 * none: a missing label has no part in training.
	 */
	teacher?: tf.LayersModel;
	/** What is done to the training faces, anew in each epoch. Default nothing. */
	augment?: Pipeline;
	/** Times that every training face is shown. Default 30. */
	epochs?: number;
	/** Faces a batch. Default 64. */
	batchSize?: number;
	/** Highest learning rate. Default 0.001. */
	learningRate?: number;
	/** How the learning rate changes. Default constant. */
	schedule?: Schedule;
	/** Default Adam. */
	optimizer?: OptimizerConfig;
	/** What is made small. Default the squared error in pixels. */
	loss?: Loss;
	/**
	 * Decay of a moving average of the weights, in [0, 1): it is what is validated
	 * and kept. Default none: the weights themselves.
	 */
	averageDecay?: number;
	/**
	 * `bf16` multiplies with 8 bits of precision, on processors that have it, for
	 * the rest of the process. Default: as the process does, which is float32.
	 */
	precision?: Precision;
	/** Seed of the order of the faces and of their augmentation; the model's own seed decides its weights and dropout. Default 0. */
	seed?: number;
	/** Epochs without a lower validation error after which training ends. Default never. */
	patience?: number;
	/** Where checkpoints and the log are kept. Default nowhere. */
	checkpoints?: CheckpointOptions;
	/**
	 * Ends training after the batch under way, keeping a checkpoint. Default in a
	 * notebook: when the cell is interrupted.
	 */
	signal?: AbortSignal;
	/** Who is told how it goes. Default: a progress bar and a line an epoch. */
	reporter?: FitReporter;
}

export interface CheckpointOptions {
	/** Existing folder for `last.safetensors`, `best.safetensors` and `log.csv`. */
	folder: string;
	/** Text that goes into each checkpoint: configuration, versions. Default none. */
	description?: CheckpointDescription;
	/** Continue from `last.safetensors`, if it is there. Default false. */
	resume?: boolean;
}

/** Options of `fit` with nothing left open. */
export type FitSettings = ReturnType<typeof withDefaults>;

/**
 * Puts in what is not given, and checks what is.
 *
 * @throws where an option is out of range
 */
export function withDefaults(options: FitOptions) {
	const {
		epochs = 30,
		batchSize = 64,
		learningRate = 1e-3,
		schedule = { kind: "constant" } as Schedule,
		optimizer = { kind: "adam" } as OptimizerConfig,
		loss = { kind: "squared" } as Loss,
		seed = 0,
		patience = Number.POSITIVE_INFINITY,
		reporter = printReport(),
		signal = notebook()?.signal,
		...rest
	} = options;
	if (rest.augment) checkPipeline(rest.augment, "augment");
	wholeNumber("epochs", epochs);
	wholeNumber("batchSize", batchSize);
	if (patience !== Number.POSITIVE_INFINITY) wholeNumber("patience", patience);
	if (!(learningRate > 0 && Number.isFinite(learningRate)))
		throw new Error(
			`fit: invalid learningRate: ${learningRate}; expected a number above 0`,
		);
	const { averageDecay = 0 } = rest;
	if (!(averageDecay >= 0 && averageDecay < 1))
		throw new Error(
			`fit: invalid averageDecay: ${averageDecay}; expected at least 0 and below 1`,
		);
	if (patience !== Number.POSITIVE_INFINITY && !rest.validation)
		throw new Error(
			"fit: missing validation: patience counts epochs without a lower validation error; expected validation faces",
		);
	return {
		...rest,
		...{ epochs, batchSize, learningRate, schedule, optimizer },
		...{ loss, seed, patience, reporter, signal },
	};
}

function wholeNumber(name: string, value: number): void {
	if (!(Number.isInteger(value) && value > 0))
		throw new Error(
			`fit: invalid ${name}: ${value}; expected a whole number above 0`,
		);
}
