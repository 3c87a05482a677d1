import { open } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { COORDINATE_COUNT, IMAGE_PIXELS } from "../face";
import type { Range } from "./bytes";
import { LONGEST_LINE_BYTES } from "./lines";
import { addMends } from "./mend";
import { grown, type Part, type ReaderOptions } from "./reader";

/** Below this size a file is read by one thread: starting another takes as long. */
const SMALLEST_PART_BYTES = 24_000_000;
const MOST_PARTS = 4;

/**
 * Cuts a plain file into parts of about one size, each of whole lines: one for
 * each core, four at most, and just one where the file is small.
 */
export async function cutFile(path: string, size: number): Promise<Range[]> {
	const parts = Math.max(
		1,
		Math.min(
			MOST_PARTS,
			availableParallelism(),
			Math.floor(size / SMALLEST_PART_BYTES),
		),
	);
	const file = await open(path);
	try {
		const ends: number[] = [];
		const buffer = Buffer.alloc(LONGEST_LINE_BYTES);
		for (let i = 1; i < parts; i++) {
			const from = Math.floor((size * i) / parts);
			const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
			const newline = buffer.subarray(0, bytesRead).indexOf("\n");
			// Such a line is too long, which its reader will say.
			if (newline >= 0) ends.push(from + newline + 1);
		}
		ends.push(size);
		return ends.map((end, i) => ({ start: ends[i - 1] ?? 0, end }));
	} finally {
		await file.close();
	}
}

/** What {@link readElsewhere} tells its thread. */
export interface PartTask {
	path: string;
	range: Range;
	options: ReaderOptions;
}

/** What the thread answers: an error is told by its message. */
export type PartAnswer = { part: Part } | { error: string };

/** A part that is being read in a thread of its own. */
export interface PartUnderWay {
	part: Promise<Part>;
	/** Ends the thread, if it is not done. */
	stop(): void;
}

/** Reads a part of a plain file, behind its header, in a thread of its own, as another reader reads. */
export function readElsewhere(
	path: string,
	range: Range,
	{ name, layout, stopAtBadRow }: ReaderOptions,
): PartUnderWay {
	const size = range.end - range.start;
	const options = { name, layout, size, stopAtBadRow };
	const task: PartTask = { path, range, options };
	const worker = new Worker(join(__dirname, "partWorker.js"), {
		workerData: task,
	});
	const part = new Promise<Part>((resolve, reject) => {
		worker.once("message", (answer: PartAnswer) => {
			if ("part" in answer) resolve(answer.part);
			else reject(new Error(answer.error));
		});
		worker.once("error", reject);
		worker.once("exit", () =>
			reject(new Error(`loadFaces: reading ${path} was stopped`)),
		);
	});
	// Whoever waits for it hears of it; if an earlier part fails, nobody does.
	part.catch(() => {});
	return { part, stop: () => void worker.terminate() };
}

/** Puts a part behind another, whose arrays it may change. */
export function joinParts(first: Part, second: Part): Part {
	const count = first.count + second.count;
	const room = <T extends Uint8Array | Int32Array | Float32Array>(
		array: T,
		length: number,
	) => (array.length >= length ? array : grown(array, length));
	const images = room(first.store.images, count * IMAGE_PIXELS);
	const labels = room(first.store.labels, count * COORDINATE_COUNT);
	const rows = room(first.rows, count);
	images.set(
		second.store.images.subarray(0, second.count * IMAGE_PIXELS),
		first.count * IMAGE_PIXELS,
	);
	labels.set(
		second.store.labels.subarray(0, second.count * COORDINATE_COUNT),
		first.count * COORDINATE_COUNT,
	);
	for (let i = 0; i < second.count; i++)
		rows[first.count + i] = first.rowCount + second.rows[i];
	const later = second.bad.map((bad) => ({
		...bad,
		row: bad.row + first.rowCount,
		line: bad.line + first.lineCount,
	}));
	return {
		layout: first.layout,
		count,
		store: { images, labels, imageIds: first.store.imageIds },
		rows,
		bad: [...first.bad, ...later],
		badCount: first.badCount + second.badCount,
		mends: addMends(first.mends, second.mends),
		rowCount: first.rowCount + second.rowCount,
		lineCount: first.lineCount + second.lineCount,
	};
}
