import type { Answered, Answers, Asked, Progress, Question } from "./protocol";

type Ask<K extends Question["kind"]> = Extract<Question, { kind: K }>;

export interface AskOptions {
	/** What of the question the worker gets to keep. */
	transfer?: Transferable[];
	onProgress?: (progress: Progress) => void;
	/** Ends the work, should the answer not be wanted any longer. */
	signal?: AbortSignal;
}

interface Waiting extends Pick<AskOptions, "onProgress"> {
	resolve(value: never): void;
	reject(error: Error): void;
}

/** The worker that predicts, as functions that promise its answers. */
export class Predictor {
	private readonly worker = new Worker("predictWorker.js", { type: "module" });
	private readonly waiting = new Map<number, Waiting>();
	private asked = 0;
	private stopped: Error | undefined;

	constructor() {
		this.worker.onmessage = ({ data }: MessageEvent<Answered>) => {
			const waiting = this.waiting.get(data.id);
			if (!waiting) return; // forgotten meanwhile
			if ("progress" in data) return waiting.onProgress?.(data.progress);
			this.waiting.delete(data.id);
			if ("error" in data) waiting.reject(new Error(data.error));
			else waiting.resolve(data.value as never);
		};
		this.worker.onerror = (event) => {
			const why = event.message || "its program cannot be loaded";
			this.fail(new Error(`The part that predicts has stopped: ${why}`));
		};
	}

	/**
	 * Asks for something.
	 *
	 * @throws what went wrong; or, where `signal` ended it, the signal's reason
	 */
	ask<K extends Question["kind"]>(
		question: Ask<K>,
		{ transfer = [], onProgress, signal }: AskOptions = {},
	): Promise<Answers[K]> {
		const id = ++this.asked;
		return new Promise((resolve, reject) => {
			if (this.stopped) throw this.stopped;
			signal?.throwIfAborted();
			signal?.addEventListener("abort", () => {
				if (!this.waiting.delete(id)) return;
				this.post({ kind: "forget", id });
				reject(signal.reason);
			});
			this.waiting.set(id, { resolve, reject, onProgress });
			this.post({ ...question, id }, transfer);
		});
	}

	private post(asked: Asked, transfer: Transferable[] = []): void {
		this.worker.postMessage(asked, transfer);
	}

	private fail(error: Error): void {
		this.stopped = error;
		for (const { reject } of this.waiting.values()) reject(error);
		this.waiting.clear();
	}
}
