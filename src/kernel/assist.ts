import { createRequire } from "node:module";
import type { Cells } from "./compile/cells";

const fromTslab = createRequire(require.resolve("tslab"));

/**
 * Answers a complete_request: what may stand at the cursor.
 *
 * Positions count characters in the protocol and UTF-16 units in TypeScript; an
 * emoji is one of those and two of these.
 */
export function complete(cells: Cells, code: string, cursor: number): object {
	const { start, end, candidates, original } = cells.complete(
		code,
		unitsOf(code, cursor),
	);
	const kinds = new Map(
		original?.entries.map(({ name, kind }) => [name, kind]),
	);
	const cursor_start = charactersOf(code, start);
	const cursor_end = charactersOf(code, end);
	return {
		status: "ok",
		matches: candidates,
		cursor_start,
		cursor_end,
		metadata: {
			_jupyter_types_experimental: candidates.map((text) => ({
				text,
				type: KINDS[kinds.get(text) ?? ""] ?? kinds.get(text) ?? "",
				start: cursor_start,
				end: cursor_end,
			})),
		},
	};
}

/** TypeScript's words for which Jupyter has others. */
const KINDS: Record<string, string> = {
	const: "instance",
	let: "instance",
	var: "instance",
	alias: "module",
	method: "function",
	"local function": "function",
	getter: "property",
	setter: "property",
};

/** Answers an inspect_request: what stands at the cursor, and its documentation. */
export function inspect(cells: Cells, code: string, cursor: number): object {
	const info = cells.inspect(code, unitsOf(code, cursor));
	if (!info) return { status: "ok", found: false, data: {}, metadata: {} };
	const { printQuickInfo } = fromTslab("./inspect");
	return {
		status: "ok",
		found: true,
		data: { "text/plain": printQuickInfo(info) },
		metadata: {},
	};
}

/** Answers an is_complete_request. */
export function isComplete(cells: Cells, code: string): object {
	const { isCompleteCode } = fromTslab("./converter");
	const { completed, indent } = isCompleteCode(code);
	if (!completed) return { status: "incomplete", indent: indent ?? "" };
	return { status: cells.parses(code) };
}

const unitsOf = (text: string, characters: number) =>
	Array.from(text).slice(0, characters).join("").length;

const charactersOf = (text: string, units: number) =>
	Array.from(text.slice(0, units)).length;
