import ts from "typescript";

/** Something that the compiler has against a cell, or against a file that it imports. */
export interface Problem {
	/** The compiler's words, all of them. */
	message: string;
	/** The compiler's number for it; absent where it is the kernel's own. */
	code?: number;
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

/**
 * The compiler's findings that belong to a place, with that place.
 *
 * @param path of the file that the cell is to the compiler
 */
export function problemsOf(
	diagnostics: readonly ts.Diagnostic[],
	cell: string,
	path: string,
): Problem[] {
	const problems = diagnostics.flatMap((found): Problem[] => {
		const { file, start, length, messageText, code } = found;
		if (!file || start === undefined) return [];
		const isCell = file.fileName === path;
		// What is missing at the end of a cell is found in what stands behind it.
		const at = isCell ? Math.min(start, cell.trimEnd().length) : start;
		const { line, character } = file.getLineAndCharacterOfPosition(at);
		const text = (isCell ? cell : file.text).split(/\r?\n/)[line];
		return [
			{
				message: readable(ts.flattenDiagnosticMessageText(messageText, "\n")),
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

/** A type of an earlier cell by its name, without the file that the cell is to the compiler. */
export const readable = (text: string) =>
	text
		.replace(/import\("[^"]*__cell_\d+__"\)\./g, "")
		.replace("because it is an import", "because it is not a variable");
