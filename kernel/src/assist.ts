import ts from "typescript";
import type { Cells } from "./compile/cells";
import { readable } from "./compile/problems";

/**
 * Answers a complete_request: what may stand at the cursor.
 *
 * Positions count characters in the protocol and UTF-16 units in TypeScript; an
 * emoji is one of those and two of these.
 */
export function complete(cells: Cells, code: string, cursor: number): object {
	const at = unitsOf(code, cursor);
	const entries = cells.complete(code, at)?.entries ?? [];
	const before = /[\p{ID_Continue}$]*$/u.exec(code.slice(0, at))?.[0] ?? "";
	const after = /^[\p{ID_Continue}$]*/u.exec(code.slice(at))?.[0] ?? "";
	const found = fitting(entries, before);
	const cursor_start = charactersOf(code, at - before.length);
	const cursor_end = charactersOf(code, at + after.length);
	return {
		status: "ok",
		matches: found.map(({ name }) => name),
		cursor_start,
		cursor_end,
		metadata: {
			_jupyter_types_experimental: found.map(({ name, kind }) => ({
				text: name,
				type: KINDS[kind] ?? kind,
				start: cursor_start,
				end: cursor_end,
			})),
		},
	};
}

/** Those that begin with what is written already, then those that contain it. */
function fitting(
	entries: readonly ts.CompletionEntry[],
	written: string,
): ts.CompletionEntry[] {
	const lower = written.toLowerCase();
	const rank = ({ name }: ts.CompletionEntry) =>
		name.startsWith(written)
			? 0
			: name.toLowerCase().startsWith(lower)
				? 1
				: name.toLowerCase().includes(lower)
					? 2
					: 3;
	return entries
		.filter((entry) => rank(entry) < 3)
		.sort(
			(a, b) =>
				rank(a) - rank(b) ||
				a.sortText.localeCompare(b.sortText) ||
				a.name.localeCompare(b.name),
		);
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
	const tags = (info.tags ?? []).map(
		({ name, text }) => `@${name} ${ts.displayPartsToString(text)}`,
	);
	const documentation = [ts.displayPartsToString(info.documentation), ...tags];
	const signature = readable(ts.displayPartsToString(info.displayParts))
		// What an earlier cell has declared is an import to the compiler.
		.replace(/^\(alias\) ([\s\S]*)\nimport [^\n]*$/, "$1");
	return {
		status: "ok",
		found: true,
		data: {
			"text/plain": [signature, documentation.join("\n").trim()]
				.filter(Boolean)
				.join("\n\n"),
		},
		metadata: {},
	};
}

/** TypeScript's numbers for a template and a comment that have no end yet. */
const UNTERMINATED = new Set([1160, 1010]);

/** Answers an is_complete_request: whether code is whole, as far as its grammar goes. */
export function isComplete(code: string): object {
	const { diagnostics = [] } = ts.transpileModule(code, {
		reportDiagnostics: true,
		compilerOptions: { target: ts.ScriptTarget.ES2022 },
	});
	if (diagnostics.length === 0) return { status: "complete" };
	const goesOn = diagnostics.some(
		({ code: number, start = 0 }) =>
			UNTERMINATED.has(number) || start >= code.trimEnd().length,
	);
	if (!goesOn || /\n\s*\n\s*$/.test(code)) return { status: "invalid" };
	const line = code.slice(code.lastIndexOf("\n") + 1);
	const [indent] = /^\s*/.exec(line) as RegExpExecArray;
	const opens = /[{([]\s*$/.test(line);
	return { status: "incomplete", indent: opens ? `${indent}  ` : indent };
}

const unitsOf = (text: string, characters: number) =>
	Array.from(text).slice(0, characters).join("").length;

const charactersOf = (text: string, units: number) =>
	Array.from(text.slice(0, units)).length;
