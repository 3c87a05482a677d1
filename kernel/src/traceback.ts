import { relative } from "node:path";
import type { Problem } from "./compile/problems";
import type { Failure } from "./link";

/** An error as the protocol has it. */
export interface ErrorContent {
	ename: string;
	evalue: string;
	/** Lines for people, coloured. */
	traceback: string[];
}

const paint = (code: string) => (text: string) => `\x1b[${code}m${text}\x1b[0m`;
const red = paint("31");
const green = paint("32");
const cyan = paint("36");

/** Lines of a cell that are shown before and after the one that is meant. */
const AROUND = 2;
/** Characters of an error's message that are shown: some libraries put a whole file into it. */
const MESSAGE_LENGTH = 2000;
/** Frames of libraries that are shown in a row. */
const LIBRARY_FRAMES = 4;

const FRAME =
	/^ {4}at (?:async )?(?:(?<what>.*) \()?(?<file>.*?):(?<line>\d+):(?<column>\d+)\)?$/;

/**
 * An error with the way it came: the lines of the cells as they were written,
 * most recent first, as JavaScript has it; of libraries their names.
 *
 * @param sources the cells by their labels, as in `cell 3`
 */
export function describeFailure(
	failure: Failure,
	sources: ReadonlyMap<string, string>,
): ErrorContent {
	return {
		ename: failure.name,
		evalue: cut(failure.message),
		traceback: linesOf(failure, sources),
	};
}

function linesOf(
	{ name, message, stack, cause }: Failure,
	sources: ReadonlyMap<string, string>,
): string[] {
	const lines = [`${red(name)}: ${cut(message)}`];
	const shown = new Set<string>();
	let inLibrary = 0;
	for (const frame of stack.split("\n")) {
		const { what, file, line, column } = FRAME.exec(frame)?.groups ?? {};
		if (file === undefined) continue;
		const source = sources.get(file);
		const where = `${file}, line ${line}, column ${column}`;
		if (source !== undefined) {
			inLibrary = 0;
			// A call and its await stand in one line, a recursion in the same few.
			if (shown.has(`${file}:${line}`)) continue;
			shown.add(`${file}:${line}`);
			lines.push(`  ${cyan(where)}${inFunction(what)}`);
			lines.push(
				...excerpt(source.split(/\r?\n/), Number(line), Number(column)),
			);
		} else if (++inLibrary <= LIBRARY_FRAMES)
			lines.push(`  ${shorten(file)}:${line}${inFunction(what)}`);
		else if (inLibrary === LIBRARY_FRAMES + 1) lines.push("  ...");
	}
	if (cause) lines.push("caused by", ...linesOf(cause, sources));
	return lines;
}

function cut(message: string): string {
	const more = message.length - MESSAGE_LENGTH;
	if (more <= 0) return message;
	return `${message.slice(0, MESSAGE_LENGTH)} ... (${more.toLocaleString("en")} more characters)`;
}

/** What the compiler has against a cell, in its words, with a caret under each place. */
export function describeProblems(
	problems: Problem[],
	label: string,
): ErrorContent {
	const lines = problems.flatMap((problem) => {
		const { message, file, line, column, length, text } = problem;
		const where = `${file ? shorten(file) : label}, line ${line}, column ${column}`;
		return [
			`${red(codeOf(problem))}: ${message}`,
			`  ${cyan(where)}`,
			...excerpt([text], 1, column, length, line),
		];
	});
	const [first] = problems;
	const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
	const place = `${first.file ? `${shorten(first.file)}, ` : ""}line ${first.line}, column ${first.column}`;
	return {
		ename: "TypeScriptError",
		evalue: `${codeOf(first)}: ${first.message.split("\n")[0]} (${place})${more}`,
		traceback: lines,
	};
}

const codeOf = ({ code }: Problem) =>
	code === undefined ? "Kernel" : `TS${code}`;

/** Lines around one that is meant, with their numbers and a caret under the place. */
function excerpt(
	lines: string[],
	line: number,
	column: number,
	length = 1,
	firstNumber = 1,
): string[] {
	const from = Math.max(1, line - AROUND);
	const to = Math.min(lines.length, line + AROUND);
	const width = String(to + firstNumber - 1).length;
	const shown: string[] = [];
	for (let number = from; number <= to; number++) {
		const text = lines[number - 1];
		const label = String(number + firstNumber - 1).padStart(width);
		const isMeant = number === line;
		shown.push(`  ${isMeant ? red(">") : " "} ${green(label)} | ${text}`);
		if (!isMeant) continue;
		// Tabs before the place must stay tabs for the caret to stand under it.
		const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
		shown.push(
			`    ${" ".repeat(width)} | ${indent}${red("^".repeat(length))}`,
		);
	}
	return shown;
}

const inFunction = (what?: string) =>
	what && !what.startsWith("Object.<anonymous>")
		? `, in ${what.replace(/^Object\./, "")}`
		: "";

/** A library by its name, a file of one's own by its path from here. */
function shorten(file: string): string {
	const installed = file.lastIndexOf("node_modules");
	if (installed >= 0) return file.slice(installed + "node_modules/".length);
	const path = file.replace(/^file:\/\//, "");
	return path.startsWith("/") ? relative(process.cwd(), path) : path;
}
