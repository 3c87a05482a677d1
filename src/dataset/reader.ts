import { COORDINATE_COUNT, IMAGE_PIXELS } from "../face";
import { text } from "./cells";
import { explainRow, type RowProblem } from "./explain";
import { type Layout, readHeader } from "./header";
import { LineSplitter, LONGEST_LINE_BYTES } from "./lines";
import { addMends, type Mends, mendRow, NO_MENDS } from "./mend";
import { readRow, type Store } from "./row";
import { describeOther } from "./textKind";

/** A row that could not be read. */
export interface BadRow extends RowProblem {
	/** Data row and line, counted from where reading began: 1 is the first. */
	row: number;
	line: number;
}

/** Faces read from a file or a part of it. */
export interface Part {
	layout?: Layout;
	/** Faces read; the arrays have room for more. */
	count: number;
	store: Store;
	/** The data row of each face, counted from where reading began. */
	rows: Int32Array;
	/** The first rows that could not be read, and how many there were. */
	bad: BadRow[];
	badCount: number;
	/** What was read although it is written otherwise than in the competition. */
	mends: Mends;
	/** Data rows and lines seen. */
	rowCount: number;
	lineCount: number;
}

/** How {@link PartReader} reads. */
export interface ReaderOptions {
	/** What to call the file in messages. */
	name: string;
	/** The columns, where reading begins behind the header. */
	layout?: Layout;
	/** Bytes to come, where that is known: room is made for them at once. */
	size?: number;
	/** Whether the first bad row is the last row read. */
	stopAtBadRow: boolean;
}

/** Bad rows that are kept. */
const BAD_ROWS_KEPT = 5;
/** More blank lines than this are no table: packed, gigabytes of them are a small file. */
const MOST_BLANK_LINES = 1_000_000;

/** Takes a file's bytes and makes faces of them. */
export class PartReader implements Part, ReaderOptions {
	layout?: Layout;
	count = 0;
	store: Store = {
		images: new Uint8Array(0),
		labels: new Float32Array(0),
		imageIds: new Int32Array(0),
	};
	rows = new Int32Array(0);
	readonly bad: BadRow[] = [];
	badCount = 0;
	mends = NO_MENDS;
	rowCount = 0;
	/** Whether a bad row has ended the reading: what follows is passed over. */
	stopped = false;
	private started = false;
	private blankLines = 0;
	private readonly rowOfId = new Map<number, number>();
	private readonly lines: LineSplitter;

	readonly name: string;
	readonly stopAtBadRow: boolean;

	constructor(private readonly options: ReaderOptions) {
		this.name = options.name;
		this.stopAtBadRow = options.stopAtBadRow;
		this.layout = options.layout;
		this.started = options.layout !== undefined;
		this.lines = new LineSplitter(
			(bytes, start, end) => this.take(bytes, start, end),
			() => this.refuseLine(),
		);
	}

	get lineCount(): number {
		return this.lines.line - 1;
	}

	/** Takes the next bytes. */
	push(chunk: Uint8Array): void {
		const other = this.started ? undefined : describeOther(chunk);
		if (other)
			throw new Error(`loadFaces: invalid file: ${this.name} is ${other}`);
		this.started ||= chunk.length > 0;
		if (!this.stopped) this.lines.push(chunk);
	}

	/** Takes the end of the bytes. */
	end(): void {
		if (!this.stopped) this.lines.end();
	}

	private take(bytes: Uint8Array, start: number, end: number): void {
		if (this.stopped) return;
		if (start === end) {
			this.passOver();
			return;
		}
		if (!this.layout) {
			const layout = readHeader(text(bytes, start, end));
			if (typeof layout === "string")
				throw new Error(`loadFaces: ${layout} (${this.name})`);
			this.layout = layout;
			return;
		}
		this.rowCount++;
		if (this.count === this.rows.length) this.grow(end - start);
		const { layout, store, count } = this;
		if (
			!readRow(layout, bytes, start, end, store, count) &&
			!this.readMended(layout, text(bytes, start, end))
		)
			return;
		if (layout.imageId < 0 || this.claim(store.imageIds[count]))
			this.rows[this.count++] = this.rowCount;
	}

	private passOver(): void {
		if (++this.blankLines > MOST_BLANK_LINES)
			throw new Error(
				`loadFaces: invalid file: ${this.name} has more than ${MOST_BLANK_LINES} blank lines; expected a face in each line`,
			);
	}

	/** Reads a row as other tools write it, and counts it; or refuses it. */
	private readMended(layout: Layout, line: string): boolean {
		const mended = mendRow(layout, line);
		const bytes = Buffer.from(mended?.line ?? "");
		const isRead =
			mended && readRow(layout, bytes, 0, bytes.length, this.store, this.count);
		if (isRead) this.mends = addMends(this.mends, mended);
		else this.refuse(explainRow(layout, mended?.line ?? line));
		return isRead === true;
	}

	private refuseLine(): void {
		if (this.stopped) return;
		const problem = {
			problem: `invalid line: longer than ${LONGEST_LINE_BYTES} bytes`,
			expected: "a CSV file with a face in each line",
		};
		if (!this.layout)
			throw new Error(
				`loadFaces: ${problem.problem} in ${this.name}, line 1; expected ${problem.expected}`,
			);
		this.rowCount++;
		this.refuse(problem);
	}

	/** Whether an image's id is new. */
	private claim(id: number): boolean {
		const earlier = this.rowOfId.get(id);
		if (earlier !== undefined) {
			this.refuse({
				problem: `invalid image id: ${id} is that of row ${earlier} too`,
				column: "ImageId",
				expected: "each id once",
			});
			return false;
		}
		this.rowOfId.set(id, this.rowCount);
		return true;
	}

	private refuse(problem: RowProblem): void {
		this.badCount++;
		this.stopped = this.stopAtBadRow;
		if (this.bad.length < BAD_ROWS_KEPT)
			this.bad.push({
				...problem,
				row: this.rowCount,
				line: this.lines.line,
			});
	}

	/** Makes room: for all that is to come where that is known, else for half as much again. */
	private grow(rowBytes: number): void {
		const { store, rows } = this;
		const { size } = this.options;
		const guess =
			rows.length === 0 && size !== undefined
				? Math.min(Math.ceil((1.03 * size) / rowBytes), 20_000)
				: 64;
		const capacity = Math.max(guess, Math.ceil(rows.length * 1.5));
		this.store = {
			images: grown(store.images, capacity * IMAGE_PIXELS),
			labels: grown(store.labels, capacity * COORDINATE_COUNT),
			imageIds: grown(store.imageIds, capacity),
		};
		this.rows = grown(rows, capacity);
	}
}

/** A longer array that begins with the same values. */
export function grown<T extends Uint8Array | Int32Array | Float32Array>(
	array: T,
	length: number,
): T {
	const larger = new (array.constructor as new (length: number) => T)(length);
	larger.set(array);
	return larger;
}
