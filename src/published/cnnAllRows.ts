import { OURS, PIXELS, type PublishedSystem } from "./published";

/** Convolutions and dense layers on all rows, rotated, scaled and flipped. */
export const cnnAllRows: PublishedSystem = {
	name: "cnn-all-rows",
	title:
		"convolutions and dense layers on all rows; rotated, scaled and flipped",
	network: "plain",
	units: PIXELS,
	rows: "all",
	copies: [],
	augment: [
		{ step: "horizontalFlip", probability: 0.5 },
		{ step: "rotation", degrees: [-15, 15] },
		{ step: "scale", factor: [0.9, 1.1] },
	],
	epochs: 100,
	batchSize: 32,
	optimizer: { kind: "rmsprop" },
	learningRate: 1e-3,
	keeps: "last",
	reported: [],
	assumptions: [
		{
			ours: "the network of cnn-checkpoint without its dropout",
			text: "The network uses layers of convolutions followed by dense layers",
		},
		{
			ours: "all rows; a label that is missing has no part in the error",
			text: "missing keypoints are handled appropriately",
		},
		{
			ours: `anew in each epoch by up to 15 degrees, 0.9 to 1.1 times, and mirrored in half of the epochs; ${OURS.keptNames}`,
			text: "augmented with techniques such as rotation, scaling, and horizontal flipping",
		},
		{
			ours: "100 epochs, as resnet-dropout and cnn-batch-norm; the one epoch that Keras' `fit()` takes unasked would be no training",
			text: "A neural network is trained to predict the keypoints for each image",
		},
		{ ours: `${OURS.silentOptimizer}; ${OURS.silentBatch}` },
		{
			ours: `no rows are put aside; ${OURS.lastEpoch}`,
			text: "The predicted keypoints are compared to the ground truth to measure accuracy",
		},
		{ ours: OURS.pixels },
	],
	remarks: [],
};
