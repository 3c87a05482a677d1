import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type DrawnFace, type DrawRequest, requests } from "./sequence";

const MOST_PROCESSES = 8;
/** Faces that a process draws at a time. */
const BATCH = 16;
/** Batches that wait for a process, so that none idles. */
const QUEUED = 2;

/** What a process answers: faces in the order of their requests, or why there are none. */
export type DrawAnswer = { faces: DrawnFace[] } | { error: string };

/**
 * Draws faces one after the other, on all cores, always the same for a seed.
 * However many there are, only those under way are held in memory. Processes,
 * since the canvas cannot be used by two threads.
 */
export async function* drawFaces(
	count: number,
	seed: number,
): AsyncGenerator<DrawnFace, void, undefined> {
	const size = Math.min(
		MOST_PROCESSES,
		availableParallelism(),
		Math.ceil(count / BATCH),
	);
	const painters = Array.from({ length: size }, () => new Painter(seed));
	try {
		const batches = inBatches(requests(count, seed));
		const underWay: Promise<DrawnFace[]>[] = [];
		for (let turn = 0; ; turn++) {
			while (underWay.length < QUEUED * size) {
				const { done, value } = batches.next();
				if (done) break;
				underWay.push(painters[(turn + underWay.length) % size].draw(value));
			}
			const next = underWay.shift();
			if (!next) return;
			for (const face of await next) yield face;
		}
	} finally {
		for (const painter of painters) painter.stop();
	}
}

function* inBatches(
	all: Iterable<DrawRequest>,
): Generator<DrawRequest[], void> {
	let batch: DrawRequest[] = [];
	for (const one of all) {
		batch.push(one);
		if (batch.length < BATCH) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}

/** A process that draws what it is sent, in turn. */
class Painter {
	private readonly child: ChildProcess;
	private readonly waiting: {
		resolve(faces: DrawnFace[]): void;
		reject(error: Error): void;
	}[] = [];

	constructor(seed: number) {
		this.child = fork(join(__dirname, "drawProcess.js"), [String(seed)], {
			serialization: "advanced",
			execArgv: [],
		});
		this.child.on("message", (answer: DrawAnswer) => {
			const first = this.waiting.shift();
			if ("faces" in answer) first?.resolve(answer.faces);
			else first?.reject(new Error(answer.error));
		});
		const fail = (error: Error) => {
			for (const { reject } of this.waiting.splice(0)) reject(error);
		};
		this.child.on("error", fail);
		this.child.on("exit", (code, signal) =>
			fail(
				new Error(
					`drawFaces: a process that draws has ended (${signal ?? `exit code ${code}`})`,
				),
			),
		);
	}

	draw(batch: DrawRequest[]): Promise<DrawnFace[]> {
		const faces = new Promise<DrawnFace[]>((resolve, reject) => {
			this.waiting.push({ resolve, reject });
		});
		// Whoever waits for it hears of it; if an earlier one fails, nobody does.
		faces.catch(() => {});
		if (this.child.connected) this.child.send(batch);
		return faces;
	}

	stop(): void {
		this.child.kill("SIGKILL");
	}
}
