import { splitCells } from "./header";
import { openSource } from "./source";

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
 * @throws where a column is missing, a row has too few or too many cells, or
 * there is no row
 */
export async function readTable(
	caller: string,
	path: string,
	columns: readonly string[],
): Promise<TableRow[]> {
	const source = await openSource(caller, path);
	const chunks: Uint8Array[] = [];
	for await (const chunk of source.bytes) chunks.push(Uint8Array.from(chunk));
	const lines = Buffer.concat(chunks)
		.toString()
		.replace(/^\ufeff/, "")
		.split(/\r?\n/);
	const header = splitCells(lines[0])?.map((name) => name.trim());
	const missing = columns.filter((name) => !header?.includes(name));
	if (!header || missing.length > 0)
		throw new Error(
			`${caller}: missing column: ${missing.join(", ")} in the header of ${path}; expected ${columns.join(",")}`,
		);
	const rows: TableRow[] = [];
	for (const [i, line] of lines.entries()) {
		if (i === 0 || line === "") continue;
		const row = rows.length + 1;
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
