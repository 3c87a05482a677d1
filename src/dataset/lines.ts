const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** The longest line that is read: a row of a face has some 40,000 bytes. */
export const LONGEST_LINE_BYTES = 1 << 20;

/**
 * Cuts chunks of bytes into lines, wherever the chunks happen to end, and hands
 * each to `onLine` as a range of bytes that holds until it returns. The line's
 * end (LF or CRLF) and a byte-order mark in front of the first are left out. Of a
 * line that is too long, `onTooLong` is told, and the rest is passed over.
 */
export class LineSplitter {
	/** Number of the line under way: 1 is the first. */
	line = 1;
	private carried: Uint8Array = new Uint8Array(1 << 16);
	private length = 0;
	private isTooLong = false;

	constructor(
		private readonly onLine: (
			bytes: Uint8Array,
			start: number,
			end: number,
		) => void,
		private readonly onTooLong: () => void,
	) {}

	/** Takes the next bytes. */
	push(chunk: Uint8Array): void {
		let start = 0;
		let end = chunk.indexOf(NEWLINE);
		if ((this.length > 0 || this.isTooLong) && end >= 0) {
			this.carry(chunk, 0, end);
			if (this.isTooLong) this.line++;
			else this.emit(this.carried, 0, this.length);
			this.isTooLong = false;
			this.length = 0;
			start = end + 1;
			end = chunk.indexOf(NEWLINE, start);
		}
		while (end >= 0) {
			this.emit(chunk, start, end);
			start = end + 1;
			end = chunk.indexOf(NEWLINE, start);
		}
		this.carry(chunk, start, chunk.length);
	}

	/** Takes the end of the file: what follows the last line end is a line too. */
	end(): void {
		if (this.length > 0) this.emit(this.carried, 0, this.length);
		this.length = 0;
	}

	private emit(bytes: Uint8Array, from: number, to: number): void {
		let start = from;
		let end = to;
		if (end > start && bytes[end - 1] === RETURN) end--;
		if (this.line === 1 && startsWithMark(bytes, start, end)) start += 3;
		this.onLine(bytes, start, end);
		this.line++;
	}

	private carry(chunk: Uint8Array, start: number, end: number): void {
		if (this.isTooLong) return;
		const length = this.length + end - start;
		if (length > LONGEST_LINE_BYTES) {
			this.isTooLong = true;
			this.length = 0;
			this.onTooLong();
			return;
		}
		if (length > this.carried.length) {
			const grown = new Uint8Array(2 * length);
			grown.set(this.carried.subarray(0, this.length));
			this.carried = grown;
		}
		this.carried.set(chunk.subarray(start, end), this.length);
		this.length = length;
	}
}

/** UTF-8's byte-order mark. */
function startsWithMark(
	bytes: Uint8Array,
	start: number,
	end: number,
): boolean {
	return (
		end - start >= 3 &&
		bytes[start] === 0xef &&
		bytes[start + 1] === 0xbb &&
		bytes[start + 2] === 0xbf
	);
}
