import { OURS, PIXELS, type PublishedSystem } from "./published";

/** Residual blocks on the complete rows, flipped both ways and brightened. */
export const resnetFlips: PublishedSystem = {
	name: "resnet-flips",
	title: "residual blocks on complete rows, flipped both ways and brightened",
	network: "residual",
	units: PIXELS,
	rows: "complete",
	validation: { fraction: 0.2, taken: "at random" },
	copies: [
		[{ step: "horizontalFlip" }],
		[{ step: "verticalFlip" }],
		[{ step: "brightness", change: [0, 0.5] }],
	],
	epochs: 50,
	batchSize: 32,
	optimizer: { kind: "adam" },
	learningRate: 1e-3,
	keeps: "last",
	reported: [],
	assumptions: [
		{
			ours: "64 filters that move by two pixels, as in the paper on residual networks (arXiv 1512.03385), then batch norm and ReLU",
			text: "Convolutional Layer: 7x7 filters",
		},
		{
			ours: "one block of each size: 1x1 and 3x3, each with batch norm, beside a shortcut of 1x1 with batch norm; pooled by two at the end",
			text: "Multiple blocks with different filter sizes (e.g., 64, 128, 256 filters)",
		},
		{
			ours: `of each training row three copies: mirrored, upside down, and brighter by 0 to half of white; ${OURS.keptNames}`,
			text: "Brightness of images is randomly increased",
		},
		{ ours: OURS.drawnRows, text: "using an 80-20 split" },
		{
			ours: `batches of 32, a learning rate of 0.001 and the weights of the last epoch, which Keras takes unasked`,
			text: "model.fit(X_train, y_train, validation_data=(X_test, y_test), epochs=50)",
		},
		{
			ours: "rows with all 15 points, which the competition's file has 2,140 of",
			text: "The dataset consists of 2140 images with 15 pairs of keypoints",
		},
		{ ours: OURS.pixels },
	],
	remarks: [],
};
