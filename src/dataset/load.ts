import type { Source } from "./bytes";
import { text } from "./cells";
import type { Faces } from "./faces";
import { createFrame } from "./frame";
import { type Layout, readHeader } from "./header";
import { COORDINATE_COUNT, IMAGE_PIXELS } from "./keypoints";
import { LineSplitter, LONGEST_LINE_BYTES } from "./lines";
import { createProgress, note } from "./progress";
import { explainRow, readRow, type Store } from "./row";
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

/** Reasons for skipped rows that are kept. */
const REASONS_KEPT = 5;

/**
 * Loads one file of the competition: `training.csv` (30 coordinates and
 * `Image`) or `test.csv` (`ImageId` and `Image`), plain, gzip or zip. The file
 * is read once: pixels go from its bytes into a typed array, labels into a
 * DataFrame. Columns may stand in any order, cells may be quoted, lines may end
 * in CRLF; blank lines are passed over and blank coordinates are missing labels.
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
	const reader = new FacesReader(source, onBadRow);
	const megabytes = (bytes: number) => Math.floor(bytes / 1e6);
	const display = progress
		? createProgress({
				label: `reading ${source.name}`,
				total: megabytes(source.total),
				unit: "MB",
			})
		: undefined;
	try {
		for await (const chunk of source.bytes) {
			reader.push(chunk);
			display?.update(megabytes(source.done()));
			onProgress?.(source.total > 0 ? source.done() / source.total : 1);
		}
	} finally {
		display?.stop();
	}
	const faces = reader.finish();
	if (faces.skipped > 0)
		note(
			`${faces.source}: left out ${faces.skipped} of ${reader.row} rows, such as: ${faces.skippedReasons[0]}`,
		);
	return faces;
}

/** Takes a file's bytes and makes faces of them. */
class FacesReader {
	/** Data rows seen so far. */
	row = 0;
	private layout?: Layout;
	private count = 0;
	private capacity = 0;
	private store: Store = {
		images: new Uint8Array(0),
		coordinates: new Float64Array(0),
		imageIds: new Int32Array(0),
	};
	private rows = new Int32Array(0);
	private readonly rowOfId = new Map<number, number>();
	private skipped = 0;
	private readonly skippedReasons: string[] = [];
	private readonly lines: LineSplitter;
	private started = false;

	constructor(
		private readonly source: Source,
		private readonly onBadRow: "throw" | "skip",
	) {
		this.lines = new LineSplitter(
			(bytes, start, end) => this.take(bytes, start, end),
			() =>
				this.fail(
					`invalid line: longer than ${LONGEST_LINE_BYTES} bytes`,
					"a CSV file with a face in each line",
				),
		);
	}

	push(chunk: Uint8Array): void {
		if (!this.started && chunk.subarray(0, 4096).includes(0))
			throw new Error(
				`loadFaces: invalid file: ${this.source.name} is binary; expected CSV text in UTF-8, plain or packed as .gz or .zip`,
			);
		this.started ||= chunk.length > 0;
		this.lines.push(chunk);
	}

	finish(): Faces {
		this.lines.end();
		const { layout, count, source, skipped, skippedReasons } = this;
		if (!layout)
			throw new Error(
				`loadFaces: invalid file: ${source.name} is empty; expected a header and a face in each line`,
			);
		if (count === 0)
			throw new Error(
				`loadFaces: missing rows: ${source.name} has ${skipped === 0 ? "a header and no row" : `no row that can be read: ${skippedReasons[0]}`}; expected a face in each line`,
			);
		const { images, coordinates, imageIds } = this.store;
		return {
			source: source.name,
			file: source.file,
			images: trimmed(images, count * IMAGE_PIXELS),
			rows: this.rows.slice(0, count),
			...(layout.labelled && {
				keypoints: createFrame(
					coordinates.subarray(0, count * COORDINATE_COUNT),
				),
			}),
			...(layout.imageId >= 0 && { imageIds: imageIds.slice(0, count) }),
			skipped,
			skippedReasons,
		};
	}

	private take(bytes: Uint8Array, start: number, end: number): void {
		if (start === end) return;
		if (!this.layout) {
			const layout = readHeader(text(bytes, start, end));
			if (typeof layout === "string")
				throw new Error(`loadFaces: ${layout} (${this.source.name})`);
			this.layout = layout;
			return;
		}
		this.row++;
		if (this.count === this.capacity) this.grow(end - start);
		const { layout, store, count } = this;
		if (!readRow(layout, bytes, start, end, store, count)) {
			const { problem, column, expected } = explainRow(
				layout,
				text(bytes, start, end),
			);
			this.refuse(problem, expected, column);
			return;
		}
		if (layout.imageId >= 0) {
			const id = store.imageIds[count];
			const earlier = this.rowOfId.get(id);
			if (earlier !== undefined) {
				this.refuse(
					`invalid image id: ${id} is that of row ${earlier} too`,
					"each id once",
					"ImageId",
				);
				return;
			}
			this.rowOfId.set(id, this.row);
		}
		this.rows[this.count++] = this.row;
	}

	private refuse(problem: string, expected: string, column?: string): void {
		const where = `in ${this.source.name}, row ${this.row} (line ${this.lines.line})${column === undefined ? "" : `, column ${column}`}`;
		const reason = `${problem} ${where}; expected ${expected}`;
		if (this.onBadRow === "throw") throw new Error(`loadFaces: ${reason}`);
		this.skipped++;
		if (this.skippedReasons.length < REASONS_KEPT)
			this.skippedReasons.push(reason);
	}

	private fail(problem: string, expected: string): never {
		throw new Error(
			`loadFaces: ${problem} in ${this.source.name}, line ${this.lines.line}; expected ${expected}`,
		);
	}

	/** Makes room: for the whole file where its size tells, else half as much again. */
	private grow(rowBytes: number): void {
		const { store, capacity, source } = this;
		const guess =
			capacity === 0 && source.size !== undefined
				? Math.min(Math.ceil((1.03 * source.size) / rowBytes), 20_000)
				: 64;
		this.capacity = Math.max(guess, Math.ceil(capacity * 1.5));
		this.store = {
			images: grown(store.images, this.capacity * IMAGE_PIXELS),
			coordinates: grown(store.coordinates, this.capacity * COORDINATE_COUNT),
			imageIds: grown(store.imageIds, this.capacity),
		};
		this.rows = grown(this.rows, this.capacity);
	}
}

function grown<T extends Uint8Array | Int32Array | Float64Array>(
	array: T,
	length: number,
): T {
	const larger = new (array.constructor as new (length: number) => T)(length);
	larger.set(array);
	return larger;
}

/** The first values; without a copy, which takes as long as a tenth of reading, where little is left over. */
function trimmed(images: Uint8Array, length: number): Uint8Array {
	return length > 0.9 * images.length
		? images.subarray(0, length)
		: images.slice(0, length);
}
