import type { Bytes } from "./bytes";
import { otherSeparator, SAVE_WITH_COMMAS, splitCells } from "./header";
import { openSource } from "./source";
import { describeOther } from "./textKind";

/** A small table has at most so many bytes and rows: the competition's has 1.2 MB and 27,124. */
const LARGEST_TABLE_BYTES = 64 * 2 ** 20;
const MOST_TABLE_ROWS = 1_000_000;

/** A row of a small table: its cells by column. */
export interface TableRow {
	/** 1 is the first after the header. */
	row: number;
	cells: Record<string, string>;
	/** Where it stands, for messages: `in FILE, row 3`. */
	where: string;
}

/**
 * Reads a small CSV file, plain, gzip or zip, cell by cell as text. Columns that
 * are not asked for are passed over, and so are blank lines.
 *
 * @param caller the function to name in messages
 * @param columns the columns that have to be there
 * @throws where a column is missing or there twice, a row has too few or too many
 * cells, there is no row, or the file is no small table
 */
export async function readTable(
	caller: string,
	path: string,
	columns: readonly string[],
): Promise<TableRow[]> {
	const source = await openSource(caller, path);
	const lines = linesOf(await readAll(caller, path, source.bytes));
	const header = splitCells(lines.next().value ?? "")?.map((name) =>
		name.trim(),
	);
	const separator = header && otherSeparator(header);
	if (separator)
		throw new Error(
			`${caller}: invalid separator: the columns of ${path} are parted by ${separator}; expected commas: ${SAVE_WITH_COMMAS}`,
		);
	const missing = columns.filter((name) => !header?.includes(name));
	if (!header || missing.length > 0)
		throw new Error(
			`${caller}: missing column: ${missing.join(", ")} in the header of ${path}; expected ${columns.join(",")}`,
		);
	const twice = columns.find(
		(name) => header.indexOf(name) !== header.lastIndexOf(name),
	);
	if (twice !== undefined)
		throw new Error(
			`${caller}: invalid header: the column ${twice} is there twice in ${path}; expected it once`,
		);
	const rows: TableRow[] = [];
	for (const line of lines) {
		const row = rows.length + 1;
		if (row > MOST_TABLE_ROWS) throw tooLarge(caller, path);
		const where = `in ${path}, row ${row}`;
		const cells = splitCells(line);
		if (cells?.length !== header.length)
			throw new Error(
				`${caller}: invalid row: ${cells?.length ?? "unreadable"} cells ${where}; expected ${header.length}, as in the header`,
			);
		rows.push({
			row,
			where,
			cells: Object.fromEntries(
				header.map((name, column) => [name, cells[column].trim()]),
			),
		});
	}
	if (rows.length === 0)
		throw new Error(
			`${caller}: missing rows: ${path} has a header and no row; expected ${columns.join(",")}`,
		);
	return rows;
}

/** The bytes of a file, as text. */
async function readAll(
	caller: string,
	path: string,
	bytes: Bytes,
): Promise<string> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of bytes) {
		const other = length === 0 ? describeOther(chunk) : undefined;
		if (other) throw new Error(`${caller}: invalid file: ${path} is ${other}`);
		length += chunk.length;
		if (length > LARGEST_TABLE_BYTES) throw tooLarge(caller, path);
		chunks.push(Uint8Array.from(chunk));
	}
	return Buffer.concat(chunks)
		.toString()
		.replace(/^\ufeff/, "");
}

/** The first line, and those after it that are not blank, without their ends. */
function* linesOf(text: string): Generator<string> {
	for (let start = 0; start <= text.length; ) {
		const newline = text.indexOf("\n", start);
		const end = newline < 0 ? text.length : newline;
		const line = text.slice(start, end).replace(/\r$/, "");
		if (line !== "" || start === 0) yield line;
		start = end + 1;
	}
}

function tooLarge(caller: string, path: string): Error {
	return new Error(
		`${caller}: invalid file: ${path} is larger than ${LARGEST_TABLE_BYTES / 2 ** 20} MiB or ${MOST_TABLE_ROWS} rows; expected a small table: is it another file?`,
	);
}

/**
 * A cell that holds a whole number, 0 or greater.
 *
 * @throws where it holds anything else
 */
export function wholeNumber(
	caller: string,
	{ cells, where }: TableRow,
	column: string,
): number {
	const cell = cells[column];
	if (!/^\d{1,9}$/.test(cell))
		throw new Error(
			`${caller}: invalid ${column}: ${JSON.stringify(cell)} ${where}, column ${column}; expected a whole number`,
		);
	return Number(cell);
}
