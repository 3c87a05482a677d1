import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { AugmentBatch } from "./augmenter";
import { checkPipeline } from "./pipeline";
import type { Pipeline } from "./steps";

/** What the thread answers: an error is told by its message. */
export type AugmentAnswer = { batch: AugmentBatch } | { error: string };

interface Waiting {
	resolve(batch: AugmentBatch): void;
	reject(error: Error): void;
}

/**
 * A thread that augments batches, in the order in which it gets them, while
 * this one does something else. Whoever starts one closes it.
 */
export class AugmentThread {
	private readonly worker: Worker;
	private readonly waiting: Waiting[] = [];
	private ended: Error | undefined;

	/** @throws where the pipeline is not usable */
	constructor(pipeline: Pipeline) {
		this.worker = new Worker(join(__dirname, "augmentWorker.js"), {
			workerData: checkPipeline(pipeline),
		});
		this.worker.on("message", (answer: AugmentAnswer) => {
			const first = this.waiting.shift();
			if ("batch" in answer) first?.resolve(answer.batch);
			else first?.reject(new Error(answer.error));
		});
		this.worker.on("error", (error) => this.end(error));
		this.worker.on("exit", () =>
			this.end(new Error("augment: the thread that augments has ended")),
		);
	}

	/**
	 * Does the pipeline to a batch. Its arrays go to the thread without a copy,
	 * are empty here from now on, and come back with the result.
	 */
	augment(batch: AugmentBatch): Promise<AugmentBatch> {
		const result = new Promise<AugmentBatch>((resolve, reject) => {
			if (this.ended) reject(this.ended);
			else this.waiting.push({ resolve, reject });
		});
		// Whoever waits for it hears of it; if an earlier one fails, nobody does.
		result.catch(() => {});
		if (!this.ended) this.worker.postMessage(batch, buffersOf(batch));
		return result;
	}

	/** Ends the thread; batches under way fail. */
	async close(): Promise<void> {
		await this.worker.terminate();
	}

	private end(error: Error): void {
		this.ended ??= error;
		for (const { reject } of this.waiting.splice(0)) reject(this.ended);
	}
}

/** The memory of a batch, to be handed from thread to thread. */
export function buffersOf(batch: AugmentBatch): ArrayBuffer[] {
	return [batch.images, batch.labels, batch.seeds].map(
		(array) => array.buffer as ArrayBuffer,
	);
}
