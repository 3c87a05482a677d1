import { isMissing } from "./cells";
import { type Layout, splitCells } from "./header";

/** How much of a file was read although it is written otherwise than in the competition. */
export interface Mends {
	/** Coordinates that are a word such as `NaN`: missing labels. */
	words: number;
	/** Rows with pixels or a number of the image such as `67.0`. */
	fractions: number;
}

export const NO_MENDS: Mends = { words: 0, fractions: 0 };

export function addMends(a: Mends, b: Mends): Mends {
	return { words: a.words + b.words, fractions: a.fractions + b.fractions };
}

/**
 * Writes a row as the competition does where what it says is beyond doubt: a word
 * for a missing number, as pandas and R write, becomes a blank cell, and a whole
 * number with decimals, as numpy writes, one without.
 *
 * @returns undefined where there is nothing of the kind in it
 */
export function mendRow(
	layout: Layout,
	line: string,
): ({ line: string } & Mends) | undefined {
	const cells = splitCells(line);
	if (cells?.length !== layout.names.length) return undefined;
	let words = 0;
	let fractions = 0;
	const mended = cells.map((cell, column) => {
		if (layout.coordinates[column] >= 0) {
			if (cell.trim() === "" || !isMissing(cell)) return cell;
			words++;
			return "";
		}
		// What nothing is read from may hold commas.
		if (column !== layout.image && column !== layout.imageId) return "";
		const whole = withoutDecimals(cell);
		if (whole !== cell) fractions = 1;
		return whole;
	});
	return words + fractions > 0
		? { line: mended.join(","), words, fractions }
		: undefined;
}

/** `67.0 6.8e+01 1.5` -> `67 68 1.5` */
function withoutDecimals(cell: string): string {
	return cell.replace(/[^ ]*\.[^ ]*/g, (number) =>
		/^\d+\.\d*(e[+-]?\d+)?$/i.test(number) && Number.isInteger(Number(number))
			? String(Number(number))
			: number,
	);
}

/** What was mended, in words for people; undefined where nothing was. */
export function describeMends({ words, fractions }: Mends): string | undefined {
	const parts = [
		words > 0 && `${words} cells such as NaN as missing labels`,
		fractions > 0 &&
			`numbers such as 67.0 as whole ones, in ${fractions} row${fractions === 1 ? "" : "s"}`,
	].filter((part) => part !== false);
	return parts.length > 0 ? parts.join(", and ") : undefined;
}
