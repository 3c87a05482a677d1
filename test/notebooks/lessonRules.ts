import type { Rule } from "./cellRules";
import { type Cell, type Notebook, notebookNames } from "./notebook";

export const lessonRules: Record<string, Rule> = {
	"begins with its title, one question, and the time that it takes to read": ({
		name,
		cells,
	}) => {
		const beginning = cells[0]?.source ?? "";
		const title = `# ${name.slice(0, 2)} · `;
		return Object.entries({
			[`the title, "${title}..."`]: beginning.startsWith(title),
			"one question in bold": /^\*\*[^*]+\?\*\*$/m.test(beginning),
			'"Reading time: N minutes."': /Reading time: \d+ minutes?\./.test(
				beginning,
			),
		}).flatMap(([what, there]) =>
			there ? [] : [`${name}, cell 1: no ${what}; write it there`],
		);
	},

	"says what was learnt": (notebook) => {
		const after = section(notebook, "What you have learnt");
		return /^- /m.test(after)
			? []
			: [
					`${notebook.name}: no list under "## What you have learnt"; write two to five points`,
				];
	},

	"ends with two or three exercises, each with a hidden solution": (
		notebook,
	) => {
		const { name, cells } = notebook;
		const start = cells.findIndex(({ source }) =>
			/^## Exercises$/m.test(source),
		);
		const after = start < 0 ? [] : cells.slice(start);
		const asking = after.filter(({ source }) => asks(source));
		if (asking.length < 2 || asking.length > 3)
			return [
				`${name}: ${asking.length} exercises in cells under "## Exercises"; expected two or three, **1.** and **2.**`,
			];
		return asking.flatMap((cell) => {
			const solution = after[after.indexOf(cell) + 1];
			return isSolution(solution)
				? []
				: [
						`${name}, cell ${cell.number}: an exercise without a solution; add a code cell after it with the tag "solution" and its source hidden`,
					];
		});
	},

	"leads to the next notebook": ({ name, cells }) => {
		const names = notebookNames();
		const next = names[names.indexOf(name) + 1];
		const last = cells.at(-1)?.source ?? "";
		const line = last.match(/^\*\*Next:\*\*.*/m)?.[0] ?? "";
		const there = next === undefined ? line !== "" : line.includes(`(${next})`);
		return there
			? []
			: [
					`${name}, cell ${cells.length}: no way on; end with "**Next:** [...](${next ?? "..."})"`,
				];
	},
};

function asks(source: string): boolean {
	return /^\*\*\d\.\*\* /m.test(source);
}

function isSolution(cell: Cell | undefined): boolean {
	return (
		cell?.kind === "code" && cell.tags.includes("solution") && cell.sourceHidden
	);
}

/** The prose under a heading, up to the next. */
function section({ cells }: Notebook, heading: string): string {
	const prose = cells
		.filter(({ kind }) => kind === "markdown")
		.map(({ source }) => source)
		.join("\n\n");
	const [, after = ""] = prose.split(`\n## ${heading}\n`);
	return after.split(/^## /m)[0];
}
