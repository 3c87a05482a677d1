import { OURS, PIXELS, type PublishedSystem } from "./published";

/** Residual blocks with augmentation and dropout, judged by `accuracy`. */
export const resnetDropout: PublishedSystem = {
	name: "resnet-dropout",
	title: "residual blocks with augmentation and dropout",
	network: "residual-dropout",
	units: PIXELS,
	rows: "complete",
	validation: { fraction: 0.2, taken: "last" },
	copies: [[{ step: "horizontalFlip" }]],
	epochs: 100,
	batchSize: 32,
	optimizer: { kind: "rmsprop" },
	learningRate: 1e-3,
	keeps: "last",
	reported: [{ measure: "accuracy", on: "unknown", value: 0.8598 }],
	assumptions: [
		{
			ours: "the network of resnet-flips, whose text says more, with a dropout of 0.5 before the last layer, the rate of cnn-batch-norm's",
			text: "Custom CNN with Residual Blocks",
		},
		{
			ours: `of each training row a mirrored copy as well; ${OURS.keptNames}`,
			text: "various techniques such as data augmentation and dropout were employed",
		},
		{
			ours: `a fifth, as two of the others have it; ${OURS.lastRows}`,
			text: "utilizing a dataset split into training and validation sets",
		},
		{ ours: `mean squared error, as all others; ${OURS.silentOptimizer}` },
		{ ours: OURS.silentBatch },
		{ ours: OURS.lastEpoch },
		{ ours: OURS.completeRows },
		{
			ours: OURS.pixels,
			text: "representing its pixel index position within a 96x96 pixel image",
		},
	],
	remarks: [
		{
			what: "the accuracy that Keras computes for 30 outputs asks whether the largest of them is the right one, and says nothing of how far a point lies off",
			text: "the model achieved an accuracy of 85.98%, demonstrating its effectiveness in detecting facial keypoints with high precision",
		},
	],
};
