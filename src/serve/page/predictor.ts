import type { Answered, Answers, Question } from "./protocol";

type Ask<K extends Question["kind"]> = Extract<Question, { kind: K }>;

interface Waiting {
	resolve(value: never): void;
	reject(error: Error): void;
}

/** The worker that predicts, as functions that promise its answers. */
export class Predictor {
	private readonly worker = new Worker("predictWorker.js", { type: "module" });
	private readonly waiting = new Map<number, Waiting>();
	private asked = 0;

	constructor() {
		this.worker.onmessage = ({ data }: MessageEvent<Answered>) => {
			const { resolve, reject } = this.waiting.get(data.id) as Waiting;
			this.waiting.delete(data.id);
			if ("error" in data) reject(new Error(data.error));
			else resolve(data.value as never);
		};
		this.worker.onerror = (event) => {
			const why = event.message || "its program cannot be loaded";
			this.fail(new Error(`The part that predicts has stopped: ${why}`));
		};
	}

	/** Asks for something, and gives away what `transfer` names. */
	ask<K extends Question["kind"]>(
		question: Ask<K>,
		transfer: Transferable[] = [],
	): Promise<Answers[K]> {
		const id = ++this.asked;
		return new Promise((resolve, reject) => {
			this.waiting.set(id, { resolve, reject });
			this.worker.postMessage({ ...question, id }, transfer);
		});
	}

	private fail(error: Error): void {
		for (const { reject } of this.waiting.values()) reject(error);
		this.waiting.clear();
	}
}
