import type { Bundle } from "../link";

/** What of a danfojs DataFrame or Series is looked at. */
interface Frame {
	shape: number[];
	index: (string | number)[];
	values: unknown[];
	columns: string[];
	toString(): string;
}

const SHOWN_ROWS = 20;
const SHOWN_COLUMNS = 20;

export function isFrame(value: unknown): value is Frame {
	if (typeof value !== "object" || value === null) return false;
	const { index, columns, values, shape } = value as Partial<Frame>;
	return (
		"$data" in value &&
		[index, columns, values, shape].every((part) => Array.isArray(part))
	);
}

/** A DataFrame or a Series as a table: its first and last rows and columns where it is large. */
export function frameBundle(frame: Frame): Bundle {
	const [rows, columns = 1] = frame.shape;
	const rowsShown = ends(rows, SHOWN_ROWS);
	const columnsShown = ends(columns, SHOWN_COLUMNS);
	const cells = (row: unknown) => (Array.isArray(row) ? row : [row]);
	const head = columnsShown.map((at) => cell("th", at, frame.columns));
	const body = rowsShown.map((at) => {
		const row = at === GAP ? [] : cells(frame.values[at]);
		const values = columnsShown.map((column) =>
			at === GAP ? "<td>⋮</td>" : cell("td", column, row),
		);
		return `<tr>${cell("th", at, frame.index)}${values.join("")}</tr>`;
	});
	const size =
		frame.shape.length > 1
			? `${rows} rows × ${columns} columns`
			: `${rows} values`;
	return {
		"text/html": `<table class="dataframe"><thead><tr><th></th>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table><p>${size}</p>`,
		"text/plain": frame.toString().trimEnd(),
	};
}

const GAP = -1;

/** The first and the last positions of `count`, with a gap where there are too many. */
function ends(count: number, shown: number): number[] {
	const all = Array.from({ length: count }, (_, i) => i);
	if (count <= shown) return all;
	const half = shown / 2;
	return [...all.slice(0, half), GAP, ...all.slice(-half)];
}

function cell(tag: "th" | "td", at: number, row: ArrayLike<unknown>): string {
	if (at === GAP) return `<${tag}>…</${tag}>`;
	return `<${tag}>${escapeHtml(format(row[at]))}</${tag}>`;
}

function format(value: unknown): string {
	if (typeof value === "number" && !Number.isInteger(value))
		return Number.isNaN(value) ? "NaN" : String(Number(value.toPrecision(6)));
	return String(value ?? "");
}

function escapeHtml(text: string): string {
	return text
		.replace(/&/g, "&amp;")
		.replace(/</g, "&lt;")
		.replace(/>/g, "&gt;")
		.replace(/"/g, "&quot;");
}
