const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;

/** What no number is: the cell holds something else. */
export const NOT_A_NUMBER = Number.POSITIVE_INFINITY;

/**
 * Reads a decimal number, as in `66.0335639098`, `-.5` or `6.6e+01`; spaces
 * around it are allowed.
 *
 * @returns the number; NaN for a blank cell; {@link NOT_A_NUMBER} for anything else
 */
export function readNumber(
	bytes: Uint8Array,
	start: number,
	end: number,
): number {
	if (start === end) return Number.NaN;
	let at = bytes[start] === MINUS ? start + 1 : start;
	let mantissa = 0;
	let digits = 0;
	let point = end;
	for (; at < end; at++) {
		const byte = bytes[at];
		if (byte === POINT && point === end) {
			point = at;
			continue;
		}
		if (byte < ZERO || byte > ZERO + 9) break;
		mantissa = mantissa * 10 + (byte - ZERO);
		digits++;
	}
	// Up to 15 digits both are exact, and so the quotient is the nearest double.
	if (at < end || digits === 0 || digits > 15)
		return readNumberText(text(bytes, start, end));
	const decimals = point === end ? 0 : end - point - 1;
	const value = mantissa / 10 ** decimals;
	return bytes[start] === MINUS ? -value : value;
}

function readNumberText(cell: string): number {
	const trimmed = cell.trim();
	if (trimmed === "") return Number.NaN;
	return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)
		? Number(trimmed)
		: NOT_A_NUMBER;
}

/** What pandas, R, SQL and spreadsheets write for a number that is missing. */
const MISSING = /^([+-]?nan|na|n\/a|<na>|none|null|#n\/a)?$/i;

/** Whether a cell says in words that its number is missing, or is blank. */
export function isMissing(cell: string): boolean {
	return MISSING.test(cell.trim());
}

/** A range of bytes as text. */
export function text(bytes: Uint8Array, start: number, end: number): string {
	return Buffer.from(
		bytes.buffer,
		bytes.byteOffset + start,
		end - start,
	).toString();
}
