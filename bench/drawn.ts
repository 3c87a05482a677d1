import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { startBackend } from "../src/backend";
import { createProgress, projectFolder } from "../src/base";
import { type Faces, labelsOf, loadFaces, locateData } from "../src/dataset";
import { SAMPLE_VERSION, writeSample } from "../src/drawn";
import { meanFace } from "../src/face";
import { predict, startAtMean } from "../src/model";
import { fit } from "../src/train";
import { benchCommand } from "./arguments/command";
import { buildSmallNetwork } from "./drawn/network";

const FACES = 6000;
const EPOCHS = 12;
const SEED = 1;

/**
 * How much drawn faces teach about real ones: trains a model on drawn faces
 * alone, tests it on the real training rows, and compares it with predicting the
 * mean of their labels. The last line is `drawn RATIO`: the mean's RMSE over the
 * model's, above 1 where drawing beats knowing the mean.
 */
async function main(): Promise<void> {
	benchCommand(
		"drawn",
		"Train a small network on drawn faces alone, and measure it on the real training rows against the mean of their labels.",
	).parse();
	const real = await loadRealFaces();
	await startBackend();
	const drawn = await loadDrawnFaces();
	const network = buildSmallNetwork(SEED);
	startAtMean(network, labelsOf(drawn));
	await fit(network, drawn, {
		epochs: EPOCHS,
		seed: SEED,
		learningRate: 2e-3,
		schedule: { kind: "cosine" },
	});
	const labels = labelsOf(real);
	const predicted = await predict(network, real.images);
	const mean = meanFace(labels);
	const ofMean = rmse(labels, (i) => mean[i % mean.length]);
	const ofModel = rmse(labels, (i) => predicted[i]);
	console.log(
		`a small network, ${FACES} drawn faces, ${EPOCHS} epochs, seed ${SEED}; tested on ${real.rows.length} rows of ${real.source}`,
	);
	console.log(`RMSE: mean of the real labels ${ofMean.toFixed(3)} px`);
	console.log(`RMSE: trained on drawn faces ${ofModel.toFixed(3)} px`);
	console.log(`drawn ${(ofMean / ofModel).toFixed(2)}`);
}

/** The real rows of `data/` or KEYPOINTS_DATA; the sample is none. */
async function loadRealFaces(): Promise<Faces> {
	const { training } = locateData();
	const sample = join(projectFolder(), ".cache", "sample");
	if (!relative(sample, training).startsWith(".."))
		throw new Error(
			"drawn: missing real faces: there is only the drawn sample; expected the competition's training.csv in data/ (see data/README.md), or KEYPOINTS_DATA=PATH",
		);
	return loadFaces(training);
}

async function loadDrawnFaces(): Promise<Faces> {
	const folder = join(
		projectFolder(),
		".cache",
		"bench",
		`drawn-${SAMPLE_VERSION}-${FACES}`,
	);
	if (!existsSync(folder)) {
		const progress = createProgress({
			label: "drawing faces",
			total: FACES + 1,
			unit: "faces",
		});
		const started = Date.now();
		await writeSample(folder, {
			trainingCount: FACES,
			testCount: 1,
			seed: SEED,
			onProgress: (done) => progress.update(done),
		});
		progress.stop();
		console.log(
			`drew ${FACES} faces in ${((Date.now() - started) / 1000).toFixed(0)} s`,
		);
	}
	return loadFaces(join(folder, "training.csv"));
}

function rmse(labels: Float32Array, predicted: (i: number) => number): number {
	let sum = 0;
	let count = 0;
	for (let i = 0; i < labels.length; i++) {
		if (Number.isNaN(labels[i])) continue;
		sum += (predicted(i) - labels[i]) ** 2;
		count++;
	}
	return Math.sqrt(sum / count);
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
