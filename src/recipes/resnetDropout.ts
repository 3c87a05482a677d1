import { FAULTS, type PublishedSystem } from "./published";

/** A ResNet with augmentation and dropout, judged by `accuracy`. */
export const resnetDropout: PublishedSystem = {
	name: "resnet-dropout",
	title: "ResNet with augmentation and dropout",
	model: "resnet",
	rows: "complete",
	validationFraction: 0.2,
	copies: ["flipped", "brightened"],
	epochs: 100,
	// Its validation error jumps from epoch to epoch.
	patience: 40,
	batchSize: 64,
	learningRate: 1e-3,
	lossUnits: "pixels",
	keeps: "last",
	reported: [{ measure: "accuracy", on: "unknown", value: 0.8598 }],
	faults: [
		"accuracy asks whether the largest of the 30 numbers is the right one",
		FAULTS.blindFlips,
		FAULTS.droppedRows,
		FAULTS.mixedPeople,
	],
};
