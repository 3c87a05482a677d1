import { parentPort, workerData } from "node:worker_threads";
import { readPlain } from "./bytes";
import type { PartAnswer, PartTask } from "./parts";
import { PartReader } from "./reader";

// The thread of readElsewhere: reads its part of the file, and answers once.

async function read({ path, range, options }: PartTask): Promise<PartReader> {
	const reader = new PartReader(options);
	for await (const chunk of readPlain(path, range)) {
		reader.push(chunk);
		if (reader.stopped) break;
	}
	reader.end();
	return reader;
}

read(workerData).then(
	({
		layout,
		count,
		store,
		rows,
		bad,
		badCount,
		mends,
		rowCount,
		lineCount,
	}) => {
		const part = {
			layout,
			count,
			store,
			rows,
			bad,
			badCount,
			mends,
			rowCount,
			lineCount,
		};
		const answer: PartAnswer = { part };
		// The images go over without a copy.
		parentPort?.postMessage(answer, [store.images.buffer as ArrayBuffer]);
	},
	(error: Error) => {
		const answer: PartAnswer = { error: error.message };
		parentPort?.postMessage(answer);
	},
);
