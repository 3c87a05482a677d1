import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import type { Rule } from "./cellRules";
import { COURSE, type Notebook, readNotebook } from "./notebook";

export const linkRules: Record<string, Rule> = {
	"has links that lead somewhere": (notebook) =>
		textCells(notebook).flatMap(({ number, text }) =>
			linksOf(text).flatMap((target) => {
				const why = brokenBecause(target, notebook);
				return why === undefined
					? []
					: [`${notebook.name}, cell ${number}: the link ${target}: ${why}`];
			}),
		),

	"describes its pictures": (notebook) =>
		textCells(notebook).flatMap(({ number, text }) =>
			[
				...(text.match(/!\[\s*\]\([^)]*\)/g) ?? []),
				...(text.match(/<img(?![^>]*\balt="[^"]+")[^>]*>/g) ?? []),
			].map(
				(picture) =>
					`${notebook.name}, cell ${number}: ${picture} without a description; say in ![...] or alt what it shows`,
			),
		),
};

/** The prose, without code in it, which may look like a link. */
function textCells({ cells }: Notebook) {
	return cells
		.filter(({ kind }) => kind === "markdown")
		.map(({ number, source }) => ({
			number,
			text: source.replace(/```[\s\S]*?```|`[^`\n]*`/g, "`code`"),
		}));
}

function linksOf(text: string): string[] {
	return [
		...Array.from(text.matchAll(/\]\(([^)\s]+)[^)]*\)/g), ([, to]) => to),
		...Array.from(text.matchAll(/\b(?:src|href)="([^"]+)"/g), ([, to]) => to),
	];
}

function brokenBecause(target: string, from: Notebook): string | undefined {
	if (/^https?:\/\//.test(target)) {
		return URL.canParse(target) ? undefined : "expected an address";
	}
	if (target.startsWith("/")) return "expected a path relative to notebooks/";
	const [path, heading] = target.split("#").map(decodeURIComponent);
	const file = normalize(join(COURSE, path));
	if (path !== "" && !existsSync(file))
		return `there is no ${path}; expected a file, from notebooks/ on`;
	if (heading === undefined || (path !== "" && !path.endsWith(".ipynb")))
		return undefined;
	const there = headingsOf(path === "" ? from : readNotebook(path));
	return there.includes(heading)
		? undefined
		: `there is no such heading; expected one of ${there.join(", ")}`;
}

/** Headings as JupyterLab names them in links. */
function headingsOf(notebook: Notebook): string[] {
	return textCells(notebook).flatMap(({ text }) =>
		Array.from(text.matchAll(/^#+ +(.+)$/gm), ([, heading]) =>
			heading.trim().replace(/ /g, "-"),
		),
	);
}
