import { duration, type Measures } from "../train";
import type { Comparison, HeldOutMeasures } from "./comparison";
import type { PublishedSystem, ReportedFigure } from "./published";
import type { EntrantRecord } from "./records";
import { PUBLISHED } from "./systems";

const NONE = "–";

/** A table's cells; the first row is its head. */
export type Cells = string[][];

/** The figures of everyone on the people held out, and what it took. */
export function comparedTable(
	{ mean }: Comparison,
	records: readonly EntrantRecord[],
): Cells {
	return [
		[
			...["recipe", "RMSE px", "MAE px", "MSE px²", "accuracy"],
			...["RMSE of source A", "RMSE of source B", "RMSE on own validation"],
			...["epochs", "time", "finished"],
		],
		["predicting the mean", ...heldOutCells(mean), NONE, NONE, NONE, NONE],
		...records.map((record) => [
			record.name,
			...heldOutCells(record),
			number(record.validation?.rmsePixels),
			epochsOf(record),
			duration(record.seconds),
			record.moment ?? NONE,
		]),
	];
}

function heldOutCells({ heldOut, sources }: HeldOutMeasures): string[] {
	const { rmsePixels, maePixels, mse, accuracy } = heldOut;
	return [
		...[rmsePixels, maePixels, mse].map(number),
		percent(accuracy),
		number(sources?.A.rmsePixels),
		number(sources?.B.rmsePixels),
	];
}

function epochsOf({ name, config, epochs, keptEpoch }: EntrantRecord): string {
	const planned = systemOf(name)?.epochs ?? config.epochs;
	const kept = keptEpoch === epochs ? "" : `, weights of ${keptEpoch}`;
	const cut = config.epochs < planned ? " (cut by `--epochs`)" : "";
	return `${epochs} of ${planned}${kept}${cut}`;
}

/** What each published system reported, and the same measure here: of the same kind of rows, and of people held out. */
export function reportedTable(records: readonly EntrantRecord[]): Cells {
	const rows = records.flatMap((record) =>
		(systemOf(record.name)?.reported ?? []).map((figure) => [
			record.name,
			unitOf(figure),
			figure.on === "unknown" ? "not said" : figure.on,
			reportedText(figure),
			told(figure, inUnits(figure, ownMeasures(figure, record))),
			told(figure, inUnits(figure, record.heldOut)),
		]),
	);
	return [
		["recipe", "measure", "on", "reported", "here", "here, people held out"],
		...rows,
	];
}

/** The rows here that stand for those a figure was reported on. */
function ownMeasures(
	{ on }: ReportedFigure,
	{ training, validation }: EntrantRecord,
): Measures | undefined {
	return on === "training" ? training : validation;
}

/** A measure in the units of a reported figure. */
export function inUnits(
	{ measure, unitPixels = 1 }: ReportedFigure,
	measures?: Measures,
): number | undefined {
	if (!measures) return undefined;
	if (measure === "accuracy") return measures.accuracy;
	return measure === "MSE"
		? measures.mse / unitPixels ** 2
		: measures.maePixels / unitPixels;
}

function unitOf({ measure, unitPixels }: ReportedFigure): string {
	return unitPixels ? `${measure}, 1 is ${unitPixels} px` : measure;
}

/** With the digits that were published. */
function reportedText({ measure, value }: ReportedFigure): string {
	return measure === "accuracy" ? percent(value, 2) : String(value);
}

function told({ measure }: ReportedFigure, value?: number): string {
	if (measure === "accuracy") return percent(value, 2);
	return isKnown(value) ? value.toPrecision(3) : NONE;
}

function number(value?: number): string {
	return isKnown(value) ? value.toFixed(2) : NONE;
}

function percent(share?: number, decimals = 1): string {
	return isKnown(share) ? `${(100 * share).toFixed(decimals)} %` : NONE;
}

/** JSON has null for what is not a number. */
function isKnown(value?: number | null): value is number {
	return typeof value === "number" && Number.isFinite(value);
}

export function systemOf(name: string): PublishedSystem | undefined {
	return PUBLISHED.find((system) => system.name === name);
}

/** Cells as a Markdown table, numbers to the right. */
export function markdownTable([head, ...rows]: Cells): string {
	const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
	const isNumeric = (column: number) =>
		rows.every((row) => /^[\d.]+( %)?$|^–$/.test(row[column]));
	const rule = head.map((_, column) => (isNumeric(column) ? "---:" : "---"));
	return [head, rule, ...rows].map(line).join("\n");
}
