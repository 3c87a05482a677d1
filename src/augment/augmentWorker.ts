import { parentPort, workerData } from "node:worker_threads";
import { type AugmentBatch, createAugmenter } from "./augmenter";
import { type AugmentAnswer, buffersOf } from "./thread";

// The thread of AugmentThread: augments each batch that it gets, and sends it back.

const augment = createAugmenter(workerData);

parentPort?.on("message", (batch: AugmentBatch) => {
	let answer: AugmentAnswer;
	try {
		augment(batch);
		answer = { batch };
	} catch (error) {
		answer = { error: (error as Error).message };
	}
	parentPort?.postMessage(answer, "batch" in answer ? buffersOf(batch) : []);
});
