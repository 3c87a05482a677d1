import * as tf from "@tensorflow/tfjs";
import { readsLate } from "../backend";
import type { EnqueuedStep } from "./step";

/** What batches have come to. */
export interface BatchFigures {
	/** Number of the batch in its epoch, from 0. */
	batch: number;
	learningRate: number;
	loss: number;
	squaredError: number;
	labels: number;
}

/** After this long without a reading one is due, where figures are shown. */
const SHOWN_EVERY_MS = 500;
/** So many batches are read at once, at most. */
const MOST = 256;

type Waiting = EnqueuedStep & { batch: number; learningRate: number };

/**
 * The figures of batches, on their way from the device. Where reading makes a GPU
 * wait they stay there until they are shown, or the epoch ends; elsewhere they are
 * read at once.
 */
export class MetricReader {
	private waiting: Waiting[] = [];
	private readAt = performance.now();

	/** @param isShown whether somebody looks on during an epoch */
	constructor(private readonly isShown: boolean) {}

	add(batch: Waiting): void {
		this.waiting.push(batch);
	}

	/** Whether it is time to {@link MetricReader.read}. */
	isDue(): boolean {
		if (!readsLate() || this.waiting.length >= MOST) return true;
		const since = performance.now() - this.readAt;
		return this.isShown && since >= SHOWN_EVERY_MS;
	}

	/** Reads what is waiting, in the order of the batches. */
	async read(): Promise<BatchFigures[]> {
		const { waiting } = this;
		this.waiting = [];
		this.readAt = performance.now();
		if (waiting.length === 0) return [];
		const all = tf.tidy(() => tf.stack(waiting.map(({ figures }) => figures)));
		tf.dispose(waiting.map(({ figures }) => figures));
		const values = await all.data<"float32">().finally(() => all.dispose());
		return waiting.map(({ batch, learningRate, labels }, i) => ({
			...{ batch, learningRate, labels },
			...{ loss: values[2 * i], squaredError: values[2 * i + 1] },
		}));
	}

	dispose(): void {
		tf.dispose(this.waiting.map(({ figures }) => figures));
	}
}
