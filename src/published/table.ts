import { readFileSync, statSync } from "node:fs";
import { writeTextAtomically } from "../base";
import type { Comparison } from "./comparison";
import { describeCandidate, describeData } from "./describe";
import { comparedTable, gainsTable, reportedTable } from "./figures";
import { markdownTable } from "./markdown";
import { type CandidateRecord, readComparison, readRecords } from "./records";
import { PUBLISHED } from "./systems";

/**
 * Writes the table of all that has finished in a folder.
 *
 * @throws where nothing has been compared there, or the file is another's
 */
export async function writeTable(out: string, file: string): Promise<void> {
	const comparison = readComparison(out);
	checkTable(file, comparison);
	const text = `${markOf(comparison)}\n\n${tableText(comparison, readRecords(out))}`;
	await writeTextAtomically(file, text);
}

/**
 * Keeps a table from being written over something else.
 *
 * @throws where the file is no table of this command, or one of other data or another seed
 */
export function checkTable(file: string, comparison: Comparison): void {
	if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return;
	const [first] = readFileSync(file, "utf8").split("\n", 1);
	if (first === markOf(comparison)) return;
	const what = first.startsWith(MARK)
		? "is a table of other data or of another seed"
		: "is there, and no table of this command";
	throw new Error(
		`reproduce: invalid --table: ${file} ${what}; expected another name, or that you delete it first`,
	);
}

const MARK = "<!-- npx keypoints reproduce: ";

/** The first line of a table: whose it is. */
function markOf({ sha256, seed }: Comparison): string {
	return `${MARK}data ${sha256.slice(0, 12)}, seed ${seed} -->`;
}

/**
 * The table as Markdown.
 *
 * @param records of one run of a system or of several, each with a seed of its own
 */
export function tableText(
	comparison: Comparison,
	records: readonly CandidateRecord[],
): string {
	const reported = reportedTable(records);
	const gains = gainsTable(records);
	const known = new Map(records.map((record) => [record.name, record]));
	const missing = PUBLISHED.filter(({ name }) => !known.has(name));
	const paragraphs = [
		"# Published systems on the same faces",
		INTRODUCTION,
		describeData(comparison, records),
		"## On people held out",
		markdownTable(comparedTable(comparison, records)),
	];
	if (missing.length)
		paragraphs.push(
			`Not run whole yet: ${missing.map(({ name }) => name).join(", ")}.`,
		);
	paragraphs.push(LEGEND);
	for (const { over, cells } of gains)
		paragraphs.push(
			`## What ${over} gains`,
			gainsLegend(over),
			markdownTable(cells),
		);
	if (reported.length > 1)
		paragraphs.push(
			"## What was reported, and what it comes to here",
			markdownTable(reported),
			REPORTED_LEGEND,
		);
	const others = [...known.values()].filter(
		({ name }) => !PUBLISHED.some((system) => system.name === name),
	);
	paragraphs.push(
		"## What each does",
		DESCRIPTION_LEGEND,
		...PUBLISHED.map((system) =>
			describeCandidate(system, known.get(system.name)),
		),
		...others.map((record) => describeCandidate(undefined, record)),
	);
	return `${paragraphs.filter(Boolean).join("\n\n")}\n`;
}

const INTRODUCTION =
	"Systems that were published for this task, trained here as their texts describe them, and measured on people that none of them has seen. Where a text is silent, Keras decides: its initial weights, its batch norm, its defaults of `compile` and `fit`. What Keras does not say either is ours, and stands in the list below with the words that it completes.";

const LEGEND = `A figure of several runs is their mean, with the lowest and the highest. Accuracy is what Keras computes for 30 outputs: on how many rows with all labels the largest number is the right one; it says little. The labels come from two sources: A marks up to 15 points of a row; B marks four, and means other places by nose and mouth, which a model with one output a point cannot tell. A system's own validation rows are some of those it uses, so that people are on both sides: how much lower the error is there is how much that flatters. Time is that of the epochs of a run; load is how many processes wanted to compute, the mean of the last quarter of an hour.`;

const gainsLegend = (over: string) =>
	`How much lower the RMSE of ${over} is. The interval of 95 % is that of a paired bootstrap over the people held out: where it lies above 0, it would do so with nearly any other people too.`;

const REPORTED_LEGEND =
	"*Here* is on the rows that the publication names (where it names none, on its own validation rows), with the weights that it keeps and without dropout; *people held out* are the rows of the first table, both sources. The publications had the competition's 7,049 rows, 2,140 of them complete, and these are other faces: the figures need not agree.";

const DESCRIPTION_LEGEND =
	"*Ours* is what the text leaves open and Keras too, or what Keras does unasked; the words behind it are those of the text that it completes.";
