import { createInterface } from "node:readline";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../src/backend";
import {
	type Faces,
	faceCount,
	loadFaces,
	locateData,
	selectFaces,
} from "../../src/dataset";
import { buildModel } from "../../src/model";
import { fit } from "../../src/train";
import { LEARNING_RATE } from "../training/data";

/** What a contender is asked for: epochs of `steps` batches, for at least `seconds`. */
export interface TrainRequest {
	batch: number;
	steps: number;
	seconds: number;
}

/** What it answers. */
export interface Trained {
	imagesPerSecond: number;
	/** How long before the answer its measured part began. */
	measuredMs: number;
}

/**
 * The library on the backend that `KEYPOINTS_BACKEND` names: says on what it
 * computes, then answers each line of JSON on standard input with one on standard
 * output.
 *
 * Usage: child.js MODEL.
 */
async function main(): Promise<void> {
	const [model] = process.argv.slice(2);
	const { description, device, warning } = await startBackend();
	const faces = await loadFaces(locateData().training);
	const parameters = buildModel(model).trainableWeights.reduce(
		(sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]),
		0,
	);
	answer({ versions: description, device, warning, parameters });
	for await (const line of createInterface({ input: process.stdin })) {
		try {
			answer(await train(model, faces, JSON.parse(line)));
		} catch (error) {
			answer({ error: (error as Error).message.split("\n")[0] });
		}
	}
}

/** Trains a new model as users do; its first epoch, which compiles, is not measured. */
async function train(
	model: string,
	faces: Faces,
	{ batch, steps, seconds }: TrainRequest,
): Promise<Trained> {
	const count = batch * steps;
	const indices = Array.from({ length: count }, (_, i) => i % faceCount(faces));
	const enough = new AbortController();
	const ends: number[] = [];
	const network = buildModel(model, { seed: 1 });
	try {
		await fit(network, selectFaces(faces, indices), {
			epochs: 10_000,
			batchSize: batch,
			learningRate: LEARNING_RATE,
			signal: enough.signal,
			reporter: {
				epoch: () => {
					ends.push(performance.now());
					const measured = (ends[ends.length - 1] - ends[0]) / 1000;
					if (ends.length > 1 && measured >= seconds) enough.abort();
				},
			},
		});
	} finally {
		network.dispose();
	}
	const measuredMs = ends[ends.length - 1] - ends[0];
	const imagesPerSecond = (1000 * count * (ends.length - 1)) / measuredMs;
	return { imagesPerSecond, measuredMs };
}

function answer(value: object): void {
	process.stdout.write(`${JSON.stringify(value)}\n`);
}

main().catch((error) => {
	console.error(error.stack);
	process.exit(1);
});
