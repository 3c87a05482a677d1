import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { PhotoPrediction, PhotoProblem } from "../photo";
import { HttpError } from "./httpError";

/** What is predicted of an upload. */
export type UploadPrediction = PhotoPrediction & {
	width: number;
	height: number;
};

/** What the process is given. */
export interface Job {
	id: number;
	bytes: Uint8Array;
}

/** What it answers. */
export type Answer = { id: number; memory: number } & (
	| { value: UploadPrediction }
	| { problem: PhotoProblem | "failure"; message: string }
);

type Started = { ready: true } | { ready: false; message: string };

export interface PredictorOptions {
	/** How long one photo may take, in milliseconds. Default 15,000. */
	timeout?: number;
	/** Memory with which the process is replaced by a new one, in bytes. Default 1.5 GB. */
	memory?: number;
}

const STATUS: Record<PhotoProblem | "failure", number> = {
	kind: 415,
	damage: 422,
	size: 422,
	missing: 404,
	failure: 500,
};

/**
 * Decodes and predicts photos in a process of its own, one at a time. A photo on
 * which the decoder hangs or breaks costs that process, which is then replaced,
 * and nothing else.
 */
export class Predictor {
	private child: Promise<ChildProcess> | undefined;
	private running: ChildProcess | undefined;
	private last: Promise<unknown> = Promise.resolve();
	private jobs = 0;
	private isClosed = false;
	private readonly timeout: number;
	private readonly memory: number;

	/** @param run folder of the run that predicts */
	constructor(
		private readonly run: string,
		options: PredictorOptions = {},
	) {
		const { timeout = 15_000, memory = 1.5e9 } = options;
		this.timeout = timeout;
		this.memory = memory;
	}

	/** Starts the process, so that the first photo need not wait for it. */
	async start(): Promise<void> {
		await this.process();
	}

	/**
	 * Predicts the points of a photo's bytes, after those before it.
	 *
	 * @param isWanted asked when its turn has come: whoever waited may be gone
	 * @throws an {@link HttpError} where it is no photo, or takes too long
	 */
	predict(
		bytes: Uint8Array,
		isWanted: () => boolean = () => true,
	): Promise<UploadPrediction> {
		const mine = this.last.then(() => {
			if (!isWanted()) throw new HttpError(499, "the client has gone");
			return this.ask(bytes);
		});
		this.last = mine.catch(() => {});
		return mine;
	}

	/** Ends the process. */
	close(): void {
		this.isClosed = true;
		this.end();
	}

	private async ask(bytes: Uint8Array): Promise<UploadPrediction> {
		const child = await this.process();
		const id = ++this.jobs;
		const answer = await new Promise<Answer>((resolve, reject) => {
			const clear = () => {
				clearTimeout(timer);
				child.off("message", onMessage).off("exit", onExit);
			};
			const fail = (error: HttpError) => {
				clear();
				this.end();
				reject(error);
			};
			const onMessage = (message: Answer) => {
				if (message.id !== id) return;
				clear();
				resolve(message);
			};
			const onExit = () =>
				fail(
					new HttpError(
						422,
						"predict: invalid photo: the decoder broke on it; expected a whole JPEG, PNG or WebP",
					),
				);
			const onTimeout = () =>
				fail(
					new HttpError(
						504,
						`predict: the photo took longer than ${this.timeout / 1000} s; expected one that is smaller`,
					),
				);
			const timer = setTimeout(onTimeout, this.timeout);
			child.on("message", onMessage).on("exit", onExit);
			child.send({ id, bytes } satisfies Job, (error) => {
				if (error) onExit();
			});
		});
		if (answer.memory > this.memory) this.end();
		if ("value" in answer) return answer.value;
		throw new HttpError(STATUS[answer.problem], answer.message);
	}

	private process(): Promise<ChildProcess> {
		if (this.isClosed)
			throw new HttpError(503, "predict: the server is about to end");
		this.child ??= new Promise((resolve, reject) => {
			const child = fork(join(__dirname, "predictProcess.js"), [this.run], {
				serialization: "advanced",
			});
			this.running = child;
			const fail = (message: string) => {
				this.end();
				reject(new HttpError(500, message));
			};
			const onExit = () => fail("predict: the process that predicts has ended");
			child.once("exit", onExit).once("error", onExit);
			child.once("message", (started: Started) => {
				child.off("exit", onExit);
				// Should it end between two photos, the next one gets a new one.
				child.once("exit", () => {
					if (this.running === child) this.end();
				});
				if (started.ready) resolve(child);
				else fail(started.message);
			});
		});
		return this.child;
	}

	/** Ends the process; the next photo gets a new one. */
	private end(): void {
		this.running?.kill("SIGKILL");
		this.running = undefined;
		this.child = undefined;
	}
}
