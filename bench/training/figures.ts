/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1
		? sorted[middle]
		: (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A median with the lowest and the highest value: `12.3 (11.9-14.0)`. */
export function spread(values: readonly number[]): string {
	const digits = median(values) < 10 ? 2 : median(values) < 100 ? 1 : 0;
	const text = (value: number) => value.toFixed(digits);
	return `${text(median(values))} (${text(Math.min(...values))}-${text(Math.max(...values))})`;
}

/** All of a step's convolutions and matrix products together. */
export function sum(ms: { convolutions: number; products: number }): number {
	return ms.convolutions + ms.products;
}

export function percent(share: number): string {
	return `${(100 * share).toFixed(0)} %`;
}

/** A table of Markdown that reads well on a terminal too: the first column to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
	const widths = rows[0].map((_, column) =>
		Math.max(3, ...rows.map((row) => row[column].length)),
	);
	const lines = rows.map(
		(row) =>
			`| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`,
	);
	const rule = `|${widths.map((width, i) => (i === 0 ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
	return [lines[0], rule, ...lines.slice(1)].join("\n");
}
