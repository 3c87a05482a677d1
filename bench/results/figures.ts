import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../src/base";
import { MODELS_FILE, type ModelResults } from "../models/results";
import { STEPS_FILE, type StepsResult } from "../published/steps";
import { PUBLISHED_FILE, type PublishedResults } from "../published/summary";
import { TEST_FILE, type TestResult } from "../test/results";
import { readResultFile } from "./json";
import { replaceSection } from "./section";
import {
	accuracyText,
	expectationsText,
	gainText,
	type Results,
	resultsText,
	stepsText,
	testText,
} from "./texts";

const NOTEBOOK = join("notebooks", "08-published-systems.ipynb");

/** The files that tell figures, and how each is made from what it says now. */
const TEXTS: Record<string, (before: string, results: Results) => string> = {
	"RESULTS.md": (_before, results) => resultsText(results),
	"README.md": (before, results) =>
		withSections(before, "README.md", {
			test: testText(results),
			expectations: expectationsText(results),
			gain: gainText(results),
		}),
	[join("data", "README.md")]: (before, results) =>
		withSections(before, "data/README.md", { test: testText(results) }),
	[join("models", "README.md")]: (before, results) =>
		withSections(before, "models/README.md", {
			accuracy: accuracyText(results),
		}),
	[NOTEBOOK]: (before, results) =>
		notebookWithSections(before, {
			gain: gainText(results),
			steps: stepsText(results),
		}),
};

/** The result files of the project. */
export function readResults(folder = projectFolder()): Results {
	return {
		published: readResultFile<PublishedResults>(join(folder, PUBLISHED_FILE)),
		models: readResultFile<ModelResults>(join(folder, MODELS_FILE)),
		steps: readResultFile<StepsResult[]>(join(folder, STEPS_FILE)),
		test: readResultFile<TestResult[]>(join(folder, TEST_FILE)),
	};
}

/**
 * The files whose figures differ from those of the result files, each with what it
 * should say.
 *
 * @throws where a text has lost the marks of a section
 */
export function differingTexts(folder = projectFolder()): Map<string, string> {
	const results = readResults(folder);
	const differing = new Map<string, string>();
	for (const [file, textOf] of Object.entries(TEXTS)) {
		const before = readFileSync(join(folder, file), "utf8");
		const after = textOf(before, results);
		if (after !== before) differing.set(file, after);
	}
	return differing;
}

/** Puts the figures of the result files into all texts; returns which have changed. */
export function writeFigures(folder = projectFolder()): string[] {
	const differing = differingTexts(folder);
	for (const [file, text] of differing) writeFileSync(join(folder, file), text);
	return [...differing.keys()];
}

function withSections(
	before: string,
	file: string,
	sections: Record<string, string>,
): string {
	for (const name of Object.keys(sections))
		if (!before.includes(`<!-- begin ${name} -->`))
			throw new Error(
				`figures: missing section: ${file} has no "<!-- begin ${name} -->"; expected it with its end where the figures stand`,
			);
	return Object.entries(sections).reduce(
		(text, [name, section]) => replaceSection(text, name, section, file),
		before,
	);
}

interface NotebookFile {
	cells: { cell_type: string; source: string[] }[];
}

/** The same in the Markdown cells of a notebook, whose file else stays as it is. */
export function notebookWithSections(
	before: string,
	sections: Record<string, string>,
): string {
	const notebook: NotebookFile = JSON.parse(before);
	for (const [name, section] of Object.entries(sections)) {
		const cell = notebook.cells.find(
			({ cell_type, source }) =>
				cell_type === "markdown" &&
				source.join("").includes(`<!-- begin ${name} -->`),
		);
		if (!cell)
			throw new Error(
				`figures: missing section: ${NOTEBOOK} has no Markdown cell with "<!-- begin ${name} -->"; expected it with its end where the figures stand`,
			);
		const text = replaceSection(cell.source.join(""), name, section, NOTEBOOK);
		// As Jupyter keeps text: a string a line, with its end.
		cell.source = text.split(/(?<=\n)/);
	}
	return `${JSON.stringify(notebook, null, 1)}\n`;
}
