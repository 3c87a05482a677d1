import { FAULTS, type PublishedSystem } from "./published";

/** A CNN of 32, 64 and 128 filters with batch norm and early stopping. */
export const cnnEarlyStopping: PublishedSystem = {
	name: "cnn-early-stopping",
	title: "CNN 32/64/128 with batch norm and dropout, early stopping",
	model: "cnn",
	rows: "complete",
	validationFraction: 0.1,
	copies: [],
	epochs: 100,
	patience: 15,
	batchSize: 64,
	learningRate: 1e-3,
	lossUnits: "normalised",
	outputPixels: 96,
	keeps: "best",
	reported: [
		{ measure: "MAE", on: "validation", value: 0.019, unitPixels: 96 },
	],
	faults: [FAULTS.droppedRows, FAULTS.mixedPeople],
};
