import { OURS, type PublishedSystem } from "./published";

/** Convolutions and dense layers with dropout; the best epoch is kept. */
export const cnnCheckpoint: PublishedSystem = {
	name: "cnn-checkpoint",
	title: "convolutions and dense layers with dropout, flipped, best epoch kept",
	network: "dropout",
	units: { pixels: 48, zeroAt: 48 },
	rows: "complete",
	validation: { fraction: 0.2, taken: "last" },
	copies: [],
	augment: [{ step: "horizontalFlip", probability: 0.5 }],
	epochs: 150,
	batchSize: 64,
	optimizer: { kind: "adam" },
	learningRate: 1e-3,
	keeps: "best",
	reported: [
		{ measure: "MSE", on: "training", value: 9.37e-4, unitPixels: 48 },
		{ measure: "MAE", on: "training", value: 0.023, unitPixels: 48 },
		{ measure: "MSE", on: "validation", value: 0.0393, unitPixels: 48 },
		{ measure: "MAE", on: "validation", value: 0.0728, unitPixels: 48 },
	],
	assumptions: [
		{
			ours: "four convolutions of 3x3 with 32, 64, 128 and 256 filters and ReLU, each pooled by two",
			text: "Multiple convolutional + pooling layers for feature extraction",
		},
		{
			ours: "512 and 256 units with ReLU, each with a dropout of 0.3",
			text: "Dense layers with dropout to reduce overfitting",
		},
		{
			ours: "(pixel - 48) / 48",
			text: "Output layer predicts normalized (x, y) keypoint coordinates",
		},
		{
			ours: `each face is mirrored in half of the epochs; ${OURS.keptNames}`,
			text: "Horizontal flipping for robustness",
		},
		{ ours: OURS.lastRows, text: "Validation Split: 20%" },
		{ ours: OURS.silentRate, text: "Optimizer: Adam" },
		{ ours: OURS.completeRows },
	],
	remarks: [
		{
			what: "the squared error in validation is 42 times that in training",
			text: "Training Loss (MSE): 9.37e-04 ... Validation Loss (MSE): 0.0393",
		},
	],
};
