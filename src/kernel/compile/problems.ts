import { basename } from "node:path";
import type * as TS from "typescript";

/** Something that the compiler has against a cell, or against a file that it imports. */
export interface Problem {
	/** The compiler's words, all of them. */
	message: string;
	code: number;
	/** Path of the file; absent for the cell itself. */
	file?: string;
	/** 1 is the first. */
	line: number;
	/** 1 is the first. */
	column: number;
	/** How many characters of the line are meant; at least 1. */
	length: number;
	/** The line itself. */
	text: string;
}

/** How tslab names the file that a cell is to the compiler. */
const CELL = "__tslab__.ts";
/** tslab puts one line before a cell, which makes it a module. */
const LINES_BEFORE = 1;

/**
 * The compiler's findings that belong to a place, with that place.
 *
 * @param path of the file that the cell is, where it is one
 */
export function problemsOf(
	ts: typeof TS,
	diagnostics: readonly TS.Diagnostic[],
	cell: string,
	path?: string,
): Problem[] {
	const cellLines = cell.split(/\r?\n/);
	const problems = diagnostics.flatMap((found): Problem[] => {
		const { file, start, length, messageText, code } = found;
		if (!file || start === undefined) return [];
		const isCell = file.fileName === path || basename(file.fileName) === CELL;
		const lines = isCell ? cellLines : file.text.split(/\r?\n/);
		const at = file.getLineAndCharacterOfPosition(start);
		let line = at.line - (isCell ? LINES_BEFORE : 0);
		let { character } = at;
		// What is missing at the end of a cell is found in what tslab puts there.
		if (line >= lines.length) {
			line = lines.length - 1;
			character = lines[line].length;
		}
		const text = lines[line];
		return [
			{
				message: ts.flattenDiagnosticMessageText(messageText, "\n"),
				code,
				...(!isCell && { file: file.fileName }),
				line: line + 1,
				column: character + 1,
				length: Math.max(1, Math.min(length ?? 1, text.length - character)),
				text,
			},
		];
	});
	// One mistake in a line leads the compiler to others in it.
	return problems.filter(
		({ file, line }, i) =>
			problems.findIndex((p) => p.file === file && p.line === line) === i,
	);
}
