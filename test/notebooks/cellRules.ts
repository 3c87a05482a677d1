import { type Cell, joined, type Notebook } from "./notebook";

/** Looks at a notebook and says what is wrong: where, and what to do. */
export type Rule = (notebook: Notebook) => string[];

const MOST_LINES = 12;
const LARGEST_OUTPUT = 1_000_000;

export const cellRules: Record<string, Rule> = {
	"has code cells of at most a dozen lines": codeRule(({ source }) => {
		const lines = source.trim().split("\n").length;
		return lines > MOST_LINES
			? [
					`${lines} lines of code; expected at most ${MOST_LINES}: split it, or move a part to src`,
				]
			: [];
	}),

	"was run from its first cell to its last": ({ name, cells }) =>
		codeOf(cells).flatMap((cell, i) =>
			cell.executionCount === i + 1
				? []
				: complaint(
						name,
						cell,
					)(
						`execution count ${cell.executionCount}; expected ${i + 1}: run npm run notebooks -- ${name.slice(0, 2)} --write`,
					),
		),

	"shows no error": codeRule(({ tags, outputs }) =>
		outputs
			.filter(({ output_type }) => output_type === "error")
			.filter(() => !tags.includes("raises-exception"))
			.map(
				({ ename, evalue }) =>
					`the error ${ename}: ${evalue}; mend the cell, or tag it raises-exception where it is meant`,
			),
	),

	"has no output over a megabyte": codeRule(({ outputs }) =>
		outputs
			.map((output) => Buffer.byteLength(JSON.stringify(output)))
			.filter((size) => size > LARGEST_OUTPUT)
			.map(
				(size) =>
					`an output of ${(size / 1e6).toFixed(1)} MB; expected at most 1: show fewer faces or print less`,
			),
	),

	"names no place on somebody's machine": ({ name, cells }) =>
		cells.flatMap((cell) =>
			[cell.source, ...textsOf(cell)].flatMap((text) =>
				absolutePaths(text).map(
					complaintText(
						name,
						cell,
						(path) =>
							`the absolute path ${path}; expected one within the project, or none: print the file's name alone`,
					),
				),
			),
		),

	"says before each code cell why it comes": ({ name, cells }) =>
		cells.flatMap((cell, i) =>
			cell.kind === "code" && cells[i - 1]?.kind !== "markdown"
				? complaint(
						name,
						cell,
					)("code without prose before it; say why it comes and what to expect")
				: [],
		),
};

function codeOf(cells: Cell[]): Cell[] {
	return cells.filter(({ kind }) => kind === "code");
}

/** A rule for each code cell by itself. */
function codeRule(check: (cell: Cell) => string[]): Rule {
	return ({ name, cells }) =>
		codeOf(cells).flatMap((cell) => check(cell).flatMap(complaint(name, cell)));
}

function complaint(name: string, { number }: Cell) {
	return (what: string) => [`${name}, cell ${number}: ${what}`];
}

function complaintText(
	name: string,
	cell: Cell,
	words: (found: string) => string,
) {
	return (found: string) => complaint(name, cell)(words(found))[0];
}

/** What a cell has printed, and what its outputs hold in words. */
function textsOf({ outputs }: Cell): string[] {
	return outputs.flatMap(({ text, data = {} }) => [
		joined(text),
		...Object.entries(data)
			.filter(([type]) => !type.startsWith("image/"))
			.map(([, value]) => JSON.stringify(value)),
	]);
}

/** Paths from the root of a disk: two names or more, so that `and/or` is none. */
function absolutePaths(text: string): string[] {
	const words = text.replace(/data:[\w/]+;base64,[\w+/=]+/g, "");
	return [
		...(words.match(/(?<![\w.:/~+=)\]>-])\/(?:[\w.@-]+\/)+[\w.@-]+/g) ?? []),
		...(words.match(/file:\/\/\S+|\b[A-Z]:\\\w+/g) ?? []),
	];
}
