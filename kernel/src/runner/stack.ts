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

/**
 * What was thrown, as the notebook shows it. Anything can be thrown, and looking
 * at it may throw again: there is always an answer.
 */
export function failureOf(thrown: unknown, depth = 0): Failure {
	return (
		tried(
			() => (isError(thrown) ? errorFailure(thrown, depth) : undefined),
			undefined,
		) ?? { name: "Thrown", message: textOf(thrown), stack: "" }
	);
}

function errorFailure(error: Error, depth: number): Failure {
	const stack = tried(() => textOf(error.stack ?? ""), "");
	const missing = (places.get(error) ?? []).filter(
		(place) => !stack.includes(place),
	);
	const cause = tried(() => error.cause, undefined);
	return {
		name: tried(() => textOf(error.name || error.constructor.name), "Error"),
		message: tried(() => messageOf(error), NOT_SHOWN),
		stack: [framesOf(stack), ...missing.map((place) => `    at async ${place}`)]
			.filter(Boolean)
			.join("\n"),
		...(cause !== undefined &&
			depth < 5 && { cause: failureOf(cause, depth + 1) }),
	};
}

const NOT_SHOWN = "what was thrown cannot be shown: looking at it throws again";

function messageOf(error: Error): string {
	const inner: unknown = (error as AggregateError).errors;
	const all = Array.isArray(inner)
		? inner.map(
				(each) =>
					`\n  ${isError(each) ? tried(() => String(each), NOT_SHOWN) : textOf(each)}`,
			)
		: [];
	return `${textOf(error.message)}${all.join("")}`;
}

/** A value in words, whatever it does when it is looked at. */
function textOf(value: unknown): string {
	if (typeof value === "string") return value;
	return tried(
		() => inspect(value),
		tried(() => inspect(value, { customInspect: false }), NOT_SHOWN),
	);
}

function tried<T>(work: () => T, otherwise: T): T {
	try {
		return work();
	} catch {
		return otherwise;
	}
}

/** The label of the cell in whose code an error arose, or through which it came. */
export function cellOf(error: unknown): string | undefined {
	const stack = tried(() => (isError(error) ? String(error.stack) : ""), "");
	const frames = stack.matchAll(/^ {4}at (?:.* \()?([^(]*?):\d+:\d+\)?$/gm);
	for (const [, file] of frames)
		if (isCell(file) && maps.has(file)) return file;
	return undefined;
}

/** An error, also of another context, which is no instance of ours. */
function isError(thrown: unknown): thrown is Error {
	return tried(
		() =>
			thrown instanceof Error ||
			(typeof thrown === "object" &&
				thrown !== null &&
				typeof (thrown as Error).message === "string" &&
				typeof (thrown as Error).stack === "string"),
		false,
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
	return text.replace(
		`${file}:${line}:${column}`,
		`${file}:${mappedLine + 1}:${mappedColumn + 1}`,
	);
}

interface SourceMapEntry {
	originalLine: number;
	originalColumn: number;
}

const isCell = (file: string) => !/[/\\]/.test(file);

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
