import { createProgress, note } from "../base";
import { COORDINATE_COUNT, IMAGE_PIXELS } from "../face";
import { type Range, readPlain, type Source } from "./bytes";
import type { Faces } from "./faces";
import { describeMends } from "./mend";
import { cutFile, joinParts, type PartUnderWay, readElsewhere } from "./parts";
import { type BadRow, type Part, PartReader } from "./reader";
import { openSource } from "./source";

/** How {@link loadFaces} reads. */
export interface LoadOptions {
	/** What to do at a row that cannot be read: stop, or leave it out and count it; default "throw". */
	onBadRow?: "throw" | "skip";
	/** Show a progress bar on a terminal where it takes longer than a second; default false. */
	progress?: boolean;
	/** Called now and then with the part that is read, 0 to 1. */
	onProgress?: (part: number) => void;
}

/**
 * Loads one file of the competition: `training.csv` (30 coordinates and
 * `Image`) or `test.csv` (`ImageId` and `Image`), plain, gzip or zip. The file
 * is read once: pixels go from its bytes into a typed array, labels into a
 * DataFrame. Columns may stand in any order, cells may be quoted, lines may end
 * in CRLF; blank lines are passed over and blank coordinates are missing labels.
 * So are words such as `NaN`, `NA` and `None`, and pixels may be written as `67.0`;
 * one line on standard error says how many. A large plain file is read by several
 * threads.
 *
 * @returns the faces: images [n, 96, 96] as bytes, keypoints n x 30 in pixels
 * @throws where the file, its header or a row is not as it should be, with the
 * file, the row (1 is the first after the header) and the column; nothing is
 * returned then. With `onBadRow: "skip"` rows are left out instead, which one
 * line on standard error says; a file without one good row is still an error.
 */
export async function loadFaces(
	path: string,
	options: LoadOptions = {},
): Promise<Faces> {
	const { onBadRow = "throw", progress = false, onProgress } = options;
	if (onBadRow !== "throw" && onBadRow !== "skip")
		throw new Error(
			`loadFaces: unknown onBadRow: ${onBadRow}; expected "throw" or "skip"`,
		);
	const source = await openSource("loadFaces", path);
	const megabytes = (bytes: number) => Math.floor(bytes / 1e6);
	const display = progress
		? createProgress({
				label: `reading ${source.name}`,
				total: megabytes(source.total),
				unit: "MB",
			})
		: undefined;
	try {
		const part = await readSource(source, onBadRow === "throw", (share) => {
			display?.update(megabytes(share * source.total));
			onProgress?.(share);
		});
		return finish(source, part, onBadRow === "throw");
	} finally {
		display?.stop();
	}
}

type Tell = (share: number) => void;

/** Reads it all: a large plain file in parts at the same time, anything else in one. */
async function readSource(
	source: Source,
	stopAtBadRow: boolean,
	tell: Tell,
): Promise<Part> {
	const { name, file, size, isPlain } = source;
	const ranges = isPlain ? await cutFile(file, source.total) : [];
	const reader = new PartReader({ name, size, stopAtBadRow });
	if (ranges.length > 1) return readParts(file, ranges, reader, tell);
	await pour(source.bytes, reader, () =>
		tell(source.total > 0 ? source.done() / source.total : 1),
	);
	return reader;
}

/** Reads the first part itself, and has other threads read the others meanwhile. */
async function readParts(
	file: string,
	[first, ...rest]: Range[],
	reader: PartReader,
	tell: Tell,
): Promise<Part> {
	const others: PartUnderWay[] = [];
	let done = 0;
	try {
		await pour(readPlain(file, first), reader, (bytes) => {
			done += bytes;
			tell(done / first.end);
			// The columns are known with the first chunk. Ids are compared across all rows.
			if (others.length > 0 || !reader.layout || reader.layout.imageId >= 0)
				return;
			for (const range of rest) others.push(readElsewhere(file, range, reader));
		});
		if (others.length === 0)
			for (const range of rest)
				await pour(readPlain(file, range), reader, () => {});
		let part: Part = reader;
		for (const other of others) {
			if (reader.stopAtBadRow && part.badCount > 0) break;
			part = joinParts(part, await other.part);
		}
		return part;
	} finally {
		for (const { stop } of others) stop();
	}
}

async function pour(
	bytes: AsyncIterable<Uint8Array>,
	reader: PartReader,
	tell: (bytes: number) => void,
): Promise<void> {
	for await (const chunk of bytes) {
		reader.push(chunk);
		if (reader.stopped) break;
		tell(chunk.length);
	}
	reader.end();
}

function finish(source: Source, part: Part, stopAtBadRow: boolean): Faces {
	const { layout, count, store } = part;
	const reasons = part.bad.slice(0, 5).map((bad) => describe(source, bad));
	if (stopAtBadRow && reasons.length > 0)
		throw new Error(`loadFaces: ${reasons[0]}`);
	if (!layout)
		throw new Error(
			`loadFaces: invalid file: ${source.name} is empty; expected a header and a face in each line`,
		);
	if (count === 0)
		throw new Error(
			`loadFaces: missing rows: ${source.name} has ${reasons.length === 0 ? "a header and no row" : `no row that can be read: ${reasons[0]}`}; expected a face in each line`,
		);
	const mended = describeMends(part.mends);
	if (mended) note(`${source.name}: read ${mended}`);
	if (layout.passedOver.length > 1)
		note(
			`${source.name}: passed over ${layout.passedOver.length} columns of row numbers: ${layout.passedOver.map((name) => name || "(no name)").join(", ")}`,
		);
	if (part.badCount > 0)
		note(
			`${source.name}: left out ${part.badCount} of ${part.rowCount} rows, such as: ${reasons[0]}`,
		);
	return {
		source: source.name,
		file: source.file,
		images: trimmed(store.images, count * IMAGE_PIXELS),
		rows: part.rows.slice(0, count),
		...(layout.labelled && {
			labels: store.labels.slice(0, count * COORDINATE_COUNT),
		}),
		...(layout.imageId >= 0 && { imageIds: store.imageIds.slice(0, count) }),
		skipped: part.badCount,
		skippedReasons: reasons,
	};
}

function describe({ name }: Source, bad: BadRow): string {
	const column = bad.column === undefined ? "" : `, column ${bad.column}`;
	return `${bad.problem} in ${name}, row ${bad.row} (line ${bad.line})${column}; expected ${bad.expected}`;
}

/** The first values; without a copy, which takes as long as a tenth of reading, where little is left over. */
function trimmed(images: Uint8Array, length: number): Uint8Array {
	return length > 0.9 * images.length
		? images.subarray(0, length)
		: images.slice(0, length);
}
