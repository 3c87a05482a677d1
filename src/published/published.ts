import type { Pipeline } from "../augment";
import type { OptimizerConfig } from "../run";
import type { OutputUnits, PublishedNetwork } from "./networks";

/**
 * A published system for this task, in data: what its text says and, where the
 * text is silent, what Keras does unless told otherwise. What neither says is
 * ours, and stands among the {@link PublishedSystem.assumptions}.
 */
export interface PublishedSystem extends PublishedNetwork {
	/** How the command line calls it. */
	name: string;
	/** One line for people. */
	title: string;
	/** Which rows it trains on: all, or those with all 15 points. */
	rows: "all" | "complete";
	/** The rows that it validates on; absent where it validates on none. */
	validation?: OwnValidation;
	/** Changed copies of every training row, each made once before training. */
	copies: readonly Pipeline[];
	/** What is done to each face anew in each epoch. */
	augment?: Pipeline;
	epochs: number;
	batchSize: number;
	optimizer: OptimizerConfig;
	learningRate: number;
	/** Which weights it keeps: those of the epoch with the lowest validation error, or the last. */
	keeps: "best" | "last";
	/** What it reported. */
	reported: readonly ReportedFigure[];
	/** What its text leaves open and is filled in here. */
	assumptions: readonly Assumption[];
	/** What its text itself shows of how far its figures can be trusted. */
	remarks: readonly Remark[];
}

/** Rows put aside among a system's own, people on both sides: drawn, or the last ones. */
export interface OwnValidation {
	/** Share of the rows. */
	fraction: number;
	/** `last` is what Keras' `fit(validation_split=)` takes. */
	taken: "at random" | "last";
}

/** Something that is ours, since the text leaves it open. */
export interface Assumption {
	/** What was taken, and why. */
	ours: string;
	/** The words of the text that it completes; absent where there are none. */
	text?: string;
}

/** Something to know of its figures, and the words that show it. */
export interface Remark {
	what: string;
	text: string;
}

/** A figure as it was published. */
export interface ReportedFigure {
	measure: "accuracy" | "MSE" | "MAE";
	/** On which faces. */
	on: "training" | "validation" | "unknown";
	value: number;
	/** Pixels to which 1 in its units corresponds; absent for shares. */
	unitPixels?: number;
}

/** Labels in pixels, as the file has them. */
export const PIXELS: OutputUnits = { pixels: 1, zeroAt: 0 };

/** What more than one text leaves open. */
export const OURS = {
	completeRows:
		"rows with all 15 points: a squared error without a mask has no value where a label is missing",
	keptNames:
		"left and right exchange their names in a mirrored face, as they must to stay true",
	silentOptimizer: "RMSprop at 0.001, which Keras' `compile()` takes unasked",
	silentRate: "0.001, which Keras takes unasked",
	silentBatch: "batches of 32, which Keras' `fit()` takes unasked",
	lastRows: "the last rows, which Keras' `fit(validation_split=)` takes",
	drawnRows: "drawn at random, as scikit-learn's `train_test_split` does",
	lastEpoch: "the weights of the last epoch, which Keras' `fit()` leaves",
	pixels: "coordinates in pixels, as the file has them",
} as const;
