import { FAULTS, type PublishedSystem } from "./published";

/** A ResNet on the complete rows, with flips both ways and brightness. */
export const resnetFlips: PublishedSystem = {
	name: "resnet-flips",
	title: "ResNet on complete rows, flipped both ways and brightened",
	model: "resnet",
	rows: "complete",
	validationFraction: 0.2,
	copies: ["flipped", "upside down", "brightened"],
	epochs: 50,
	// Its validation error jumps from epoch to epoch.
	patience: 40,
	batchSize: 64,
	learningRate: 1e-3,
	lossUnits: "pixels",
	keeps: "last",
	reported: [],
	faults: [
		"faces upside down, which are in no test",
		FAULTS.blindFlips,
		FAULTS.droppedRows,
		FAULTS.mixedPeople,
	],
};
