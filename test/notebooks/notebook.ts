import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../src/base";

/** What the rules of the course look at in a notebook's file. */
export interface Notebook {
	/** The file's name. */
	name: string;
	cells: Cell[];
}

export interface Cell {
	/** From 1, as a reader counts them. */
	number: number;
	kind: "code" | "markdown";
	source: string;
	tags: string[];
	sourceHidden: boolean;
	executionCount: number | null;
	outputs: Output[];
}

export interface Output {
	output_type: string;
	/** Of a stream. */
	text?: string | string[];
	/** By media type. */
	data?: Record<string, unknown>;
	ename?: string;
	evalue?: string;
}

/** The course's folder. */
export const COURSE = join(projectFolder(), "notebooks");

/** The names of the course's notebooks, in its order. */
export function notebookNames(): string[] {
	return readdirSync(COURSE)
		.filter((name) => name.endsWith(".ipynb"))
		.sort();
}

export function readNotebook(name: string): Notebook {
	return parseNotebook(name, readFileSync(join(COURSE, name), "utf8"));
}

/** A notebook out of the text of its file. */
export function parseNotebook(name: string, text: string): Notebook {
	const { cells } = JSON.parse(text) as { cells: RawCell[] };
	return {
		name,
		cells: cells.map((cell, i) => ({
			number: i + 1,
			kind: cell.cell_type,
			source: joined(cell.source),
			tags: cell.metadata.tags ?? [],
			sourceHidden: cell.metadata.jupyter?.source_hidden === true,
			executionCount: cell.execution_count ?? null,
			outputs: cell.outputs ?? [],
		})),
	};
}

interface RawCell {
	cell_type: "code" | "markdown";
	source: string | string[];
	metadata: { tags?: string[]; jupyter?: { source_hidden?: boolean } };
	execution_count?: number | null;
	outputs?: Output[];
}

/** Text, which a notebook's file keeps whole or line by line. */
export function joined(text: string | string[] = ""): string {
	return typeof text === "string" ? text : text.join("");
}
