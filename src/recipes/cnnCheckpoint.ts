import { FAULTS, type PublishedSystem } from "./published";

/** A CNN with dense layers and dropout that keeps its best epoch. */
export const cnnCheckpoint: PublishedSystem = {
	name: "cnn-checkpoint",
	title: "CNN with dense layers and dropout, flipped, best epoch kept",
	model: "dense-cnn",
	rows: "complete",
	validationFraction: 0.2,
	copies: [],
	augment: [{ step: "horizontalFlip", probability: 0.5 }],
	epochs: 150,
	patience: 15,
	batchSize: 64,
	learningRate: 1e-3,
	lossUnits: "normalised",
	keeps: "best",
	reported: [
		{ measure: "MSE", on: "training", value: 9.37e-4, unitPixels: 48 },
		{ measure: "MAE", on: "training", value: 0.023, unitPixels: 48 },
		{ measure: "MSE", on: "validation", value: 0.0393, unitPixels: 48 },
		{ measure: "MAE", on: "validation", value: 0.0728, unitPixels: 48 },
	],
	faults: [FAULTS.droppedRows, FAULTS.mixedPeople],
};
