/** A table's cells; the first row is its head. */
export type Cells = string[][];

/** Where there is nothing to say. */
export const NONE = "–";

/** Cells as a Markdown table, numbers to the right. */
export function markdownTable([head, ...rows]: Cells): string {
	const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
	const isNumeric = (column: number) =>
		rows.every((row) => /^-?[\d.]+( %| \([\d.–-]+\))?$|^–$/.test(row[column]));
	const rule = head.map((_, column) => (isNumeric(column) ? "---:" : "---"));
	return [head, rule, ...rows].map(line).join("\n");
}

/** A number with two decimals; a dash where it is none. JSON has null for what is not a number. */
export function number(value?: number | null): string {
	return isKnown(value) ? value.toFixed(2) : NONE;
}

/** A share in per cent; a dash where it is none. */
export function percent(share?: number | null, decimals = 1): string {
	return isKnown(share) ? `${(100 * share).toFixed(decimals)} %` : NONE;
}

/** The mean of some values, with the lowest and the highest where there are several. */
export function meanAndRange(values: readonly number[]): string {
	if (values.length < 2) return number(values[0]);
	const [low, high] = [Math.min(...values), Math.max(...values)].map(number);
	return `${number(meanOf(values))} (${low}–${high})`;
}

/** The mean of those values that are numbers; undefined without any. */
export function meanOf(
	values: readonly (number | null | undefined)[],
): number | undefined {
	const known = values.filter(isKnown);
	if (!known.length) return undefined;
	return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function isKnown(value?: number | null): value is number {
	return typeof value === "number" && Number.isFinite(value);
}
