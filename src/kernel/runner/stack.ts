import { SourceMap } from "node:module";
import { inspect } from "node:util";
import type { Failure } from "../link";

/** Lines of the stack that are of no help: those of the kernel and of Node's inside. */
const HIDDEN = new RegExp(`^node:|^${escaped(__dirname)}`);

/** Ten, as Node has it, do not reach from the depths of TensorFlow.js back to the cell. */
const STACK_FRAMES = 60;

const maps = new Map<string, SourceMap[]>();
const places = new WeakMap<object, string[]>();

/**
 * Makes every error's stack speak of cells and TypeScript files as they were
 * written: `at walk (cell 3:2:9)`.
 */
export function mapStacks(): void {
	Error.stackTraceLimit = STACK_FRAMES;
	Error.prepareStackTrace = (error, frames) => {
		const lines = frames
			.filter((frame) => !HIDDEN.test(frame.getFileName() ?? ""))
			.map((frame) => `\n    at ${describe(frame)}`);
		return `${headline(error)}${lines.join("")}`;
	};
}

/** Remembers how to get from a script's code to what was written, map by map. */
export function addMaps(file: string, texts: string[]): void {
	maps.set(
		file,
		texts.map((text) => new SourceMap(JSON.parse(text))),
	);
}

/** Notes an `await` through which an error came: the stack of the error may not have it. */
export function cameThrough(error: unknown, place: string): void {
	if (typeof error !== "object" || error === null) return;
	const known = places.get(error) ?? [];
	if (!known.includes(place)) places.set(error, [...known, place]);
}

/** What was thrown, as the notebook shows it. */
export function failureOf(thrown: unknown, depth = 0): Failure {
	if (!(thrown instanceof Error) && !isErrorLike(thrown))
		return {
			name: "Thrown",
			message: typeof thrown === "string" ? thrown : inspect(thrown),
			stack: "",
		};
	const error = thrown as Error;
	const stack = String(error.stack ?? "");
	const missing = (places.get(error) ?? []).filter(
		(place) => !stack.includes(place),
	);
	return {
		name: String(error.name || error.constructor?.name || "Error"),
		message: messageOf(error),
		stack: [framesOf(stack), ...missing.map((place) => `    at async ${place}`)]
			.filter(Boolean)
			.join("\n"),
		...(error.cause !== undefined &&
			depth < 5 && { cause: failureOf(error.cause, depth + 1) }),
	};
}

function messageOf(error: Error): string {
	const inner = (error as AggregateError).errors;
	const all = Array.isArray(inner) ? inner.map((each) => `\n  ${each}`) : [];
	return `${error.message}${all.join("")}`;
}

/** The label of the cell in whose code an error arose, or through which it came. */
export function cellOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	const frames = String(error.stack).matchAll(
		/^ {4}at (?:.* \()?([^(]*?):\d+:\d+\)?$/gm,
	);
	for (const [, file] of frames)
		if (isCell(file) && maps.has(file)) return file;
	return undefined;
}

/** An error of another context, which is no instance of ours. */
function isErrorLike(thrown: unknown): boolean {
	return (
		typeof thrown === "object" &&
		thrown !== null &&
		typeof (thrown as Error).message === "string" &&
		typeof (thrown as Error).stack === "string"
	);
}

/** The lines of a stack that are frames, without the message before them. */
function framesOf(stack: string): string {
	return stack
		.split("\n")
		.filter((line) => /^ {4}at /.test(line))
		.join("\n");
}

function headline(error: unknown): string {
	try {
		return String(error);
	} catch {
		return "Error";
	}
}

function describe(frame: NodeJS.CallSite): string {
	const text = String(frame);
	const file = frame.getFileName();
	const line = frame.getLineNumber();
	const column = frame.getColumnNumber();
	const chain = file ? maps.get(file) : undefined;
	if (!file || !chain || line === null || column === null) return text;
	const [mappedLine, mappedColumn] = chain.reduce(
		([l, c], map) => {
			const { originalLine, originalColumn } = map.findEntry(
				l,
				c,
			) as Partial<SourceMapEntry>;
			return originalLine === undefined || originalColumn === undefined
				? [l, c]
				: [originalLine, originalColumn];
		},
		[line - 1, column - 1],
	);
	const before = isCell(file) ? LINES_BEFORE : 0;
	return text.replace(
		`${file}:${line}:${column}`,
		`${file}:${mappedLine + 1 - before}:${mappedColumn + 1}`,
	);
}

interface SourceMapEntry {
	originalLine: number;
	originalColumn: number;
}

/** tslab puts one line before a cell, which makes it a module. */
const LINES_BEFORE = 1;

const isCell = (file: string) => !/[/\\]/.test(file);

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
