import { FAULTS, type PublishedSystem } from "./published";

/** A CNN on all rows, their gaps masked, with rotation, scaling and flips. */
export const cnnAllRows: PublishedSystem = {
	name: "cnn-all-rows",
	title: "CNN on all rows with their gaps; rotated, scaled and flipped",
	model: "cnn",
	rows: "all",
	validationFraction: 0.2,
	copies: [],
	augment: [
		{ step: "horizontalFlip", probability: 0.5 },
		{ step: "rotation", degrees: [-15, 15], probability: 0.5 },
		{ step: "scale", factor: [0.9, 1.1], probability: 0.5 },
	],
	epochs: 100,
	patience: 15,
	batchSize: 64,
	learningRate: 1e-3,
	lossUnits: "pixels",
	keeps: "best",
	reported: [],
	faults: [FAULTS.mixedPeople, FAULTS.mixedSources],
};
