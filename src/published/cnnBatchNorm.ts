import { OURS, type PublishedSystem } from "./published";

/** Convolutions of 32, 64 and 128 filters with batch norm and dropout. */
export const cnnBatchNorm: PublishedSystem = {
	name: "cnn-batch-norm",
	title: "convolutions of 32, 64 and 128 filters with batch norm and dropout",
	network: "batch-norm",
	units: { pixels: 96, zeroAt: 0 },
	rows: "complete",
	validation: { fraction: 0.1, taken: "at random" },
	copies: [[{ step: "horizontalFlip" }]],
	epochs: 100,
	batchSize: 64,
	optimizer: { kind: "adam" },
	learningRate: 1e-3,
	keeps: "last",
	reported: [
		{ measure: "MAE", on: "validation", value: 0.019, unitPixels: 96 },
	],
	assumptions: [
		{
			ours: `of each training row a mirrored copy as well; ${OURS.keptNames}`,
			text: "Data preprocessing and augmentation",
		},
		{ ours: OURS.drawnRows, text: "Validation split: 10%" },
		{
			ours: "100 epochs to their end and the weights of the last, as the line of code has it",
			text: "Epochs: 100+ (early stopping suggested)",
		},
		{ ours: OURS.silentRate, text: "Optimizer: Adam" },
		{
			ours: OURS.completeRows,
			text: "In some examples, some of the target keypoint positions are misssing",
		},
	],
	remarks: [
		{
			what: "with coordinates divided by 96, 0.019 is 1.8 pixels",
			text: "Validation MAE: ~0.019 (pixels)",
		},
	],
};
