import { createWriteStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { locateData } from "../../src/dataset";
import { LineSplitter } from "../../src/dataset/lines";
import { openSource } from "../../src/dataset/source";

/**
 * Makes a training file of so many rows by repeating those of the data that is
 * there, header first.
 *
 * @returns one line that says what it has made of what
 */
export async function makeTrainingFile(
	file: string,
	rows: number,
): Promise<string> {
	const { training, origin } = locateData();
	const lines = await readLines(training);
	await mkdir(dirname(file), { recursive: true });
	const partial = `${file}.partial`;
	let bytes = 0;
	const repeat = function* () {
		for (let i = 0; i <= rows; i++) {
			const line =
				i === 0 ? lines[0] : lines[1 + ((i - 1) % (lines.length - 1))];
			bytes += line.length;
			yield line;
		}
	};
	await pipeline(Readable.from(repeat()), createWriteStream(partial));
	await rename(partial, file);
	return `${rows} rows, ${Math.round(bytes / 1e6)} MB: the ${lines.length - 1} rows of ${origin}, repeated`;
}

/** The lines of a file, each with its newline. */
async function readLines(path: string): Promise<Buffer[]> {
	const lines: Buffer[] = [];
	const splitter = new LineSplitter(
		(bytes, start, end) => {
			if (end > start)
				lines.push(
					Buffer.concat([bytes.subarray(start, end), Buffer.from("\n")]),
				);
		},
		() => {
			throw new Error(`makeTrainingFile: invalid file: ${path} is no table`);
		},
	);
	const { bytes } = await openSource("makeTrainingFile", path);
	for await (const chunk of bytes) splitter.push(chunk);
	splitter.end();
	return lines;
}
