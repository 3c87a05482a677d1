import type { Pipeline } from "../augment";
import type { ModelName } from "../model";
import type { LossUnits } from "../train";
import type { CopyName } from "./copies";

/**
 * A published system for this task, in data: what it did, as far as it said so,
 * also where that is known to be wrong.
 */
export interface PublishedSystem {
	/** How the command line calls it. */
	name: string;
	/** One line for people. */
	title: string;
	model: ModelName;
	/** Which rows it trained on: all, or those with all 15 points. */
	rows: "all" | "complete";
	/** Share of its rows, drawn at random, that it validated on: people are on both sides. */
	validationFraction: number;
	/** Changed copies of every training row, made once before training. */
	copies: readonly CopyName[];
	/** What is done to each face anew in each epoch. */
	augment?: Pipeline;
	epochs: number;
	/** Epochs without a lower validation error after which it may end early. */
	patience: number;
	batchSize: number;
	learningRate: number;
	lossUnits: LossUnits;
	/** Pixels to which 1 of its last layer corresponds, where that is not what the model speaks. */
	outputPixels?: number;
	/** Which weights it kept: those of the epoch with the lowest validation error, or the last. */
	keeps: "best" | "last";
	/** What it reported. */
	reported: readonly ReportedFigure[];
	/** What it is known to do wrong, and is done here as well. */
	faults: readonly string[];
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

/** What more than one of them does wrong. */
export const FAULTS = {
	mixedPeople: "frames of one person are on both sides of its split",
	droppedRows: "two thirds of the rows are thrown away",
	blindFlips:
		"flips leave left and right as they were, and put labels a pixel off",
	mixedSources:
		"the two labelling sources are mixed, which mark nose and mouth at different places",
} as const;
