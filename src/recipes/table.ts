import { existsSync, readFileSync } from "node:fs";
import { writeTextAtomically } from "../train";
import type { Comparison } from "./comparison";
import { describeData, describeEntrant } from "./describe";
import { comparedTable, markdownTable, reportedTable } from "./figures";
import { type EntrantRecord, readComparison, readRecords } from "./records";
import { PUBLISHED } from "./systems";

/**
 * Writes the table of all that has finished in a folder.
 *
 * @throws where nothing has been compared there, or the file is another's
 */
export async function writeTable(out: string, file: string): Promise<void> {
	const comparison = readComparison(out);
	checkTable(file, comparison);
	await writeTextAtomically(file, tableText(comparison, readRecords(out)));
}

/**
 * Keeps a table from being written over something else.
 *
 * @throws where the file is no table of this command, or one of other data or another seed
 */
export function checkTable(file: string, comparison: Comparison): void {
	if (!existsSync(file)) return;
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

/** The table as Markdown. */
export function tableText(
	comparison: Comparison,
	records: readonly EntrantRecord[],
): string {
	const reported = reportedTable(records);
	const known = new Set(records.map(({ name }) => name));
	const missing = PUBLISHED.filter(({ name }) => !known.has(name));
	const paragraphs = [
		markOf(comparison),
		"# Published systems on the same faces",
		INTRODUCTION,
		describeData(comparison, records),
		"## On people held out",
		markdownTable(comparedTable(comparison, records)),
		LEGEND,
	];
	if (missing.length)
		paragraphs.push(
			`Not finished yet: ${missing.map(({ name }) => name).join(", ")}.`,
		);
	if (reported.length > 1)
		paragraphs.push(
			"## What was reported, and what it comes to here",
			markdownTable(reported),
			REPORTED_LEGEND,
		);
	if (records.length)
		paragraphs.push(
			"## What each does",
			records.map(describeEntrant).join("\n"),
		);
	return `${paragraphs.join("\n\n")}\n`;
}

const INTRODUCTION =
	"`npx keypoints reproduce` wrote this. Published systems for this task were trained as they were published, mistakes and all, and measured on people that none of them has seen. What a publication does not say is filled in: a network of that kind from this library, Adam, the initial weights that Keras gives.";

const LEGEND = `Accuracy is what Keras computes for 30 outputs: on how many rows with all labels the largest number is the right one; it says little. The labels come from two sources: A marks up to 15 points of a row; B marks four, and means other places by nose and mouth, which a model with one output a point cannot tell. A system's own validation rows are drawn at random from those it uses, so that people are on both sides: how much lower the error is there is how much that flatters. It may end early where that error has not fallen for the number of epochs that the list below names. Time is that of the epochs; load is how many processes wanted to compute, the mean of the last quarter of an hour.`;

const REPORTED_LEGEND =
	"*Here* is on the rows that the publication names (where it names none, on its own validation rows), with the weights that it keeps and without dropout; *people held out* are the rows of the first table, both sources. The publications had the competition's 7,049 rows, 2,140 of them complete.";
