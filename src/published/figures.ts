import { pairedBootstrap } from "../evaluate";
import type { Measures } from "../run";
import { duration } from "../train";
import type { Comparison, HeldOutMeasures } from "./comparison";
import {
	type Cells,
	meanAndRange,
	meanOf,
	NONE,
	number,
	percent,
} from "./markdown";
import type { PublishedSystem, ReportedFigure } from "./published";
import type { CandidateRecord } from "./records";
import { PUBLISHED } from "./systems";

/** The project's own models, whose gain over the published systems is told. */
const OWN = ["keypoint-full", "keypoint-slim"];

/** The runs of each, in the order in which they come. */
export function runsByName(
	records: readonly CandidateRecord[],
): Map<string, CandidateRecord[]> {
	const runs = new Map<string, CandidateRecord[]>();
	for (const record of records)
		runs.set(record.name, [...(runs.get(record.name) ?? []), record]);
	return runs;
}

/** The figures of everyone on the people held out, and what it took. */
export function comparedTable(
	{ mean }: Comparison,
	records: readonly CandidateRecord[],
): Cells {
	return [
		[
			...["recipe", "seeds", "RMSE px", "MAE px", "accuracy"],
			...["RMSE of source A", "RMSE of source B", "RMSE on own validation"],
			...["epochs", "time", "finished"],
		],
		[
			...["predicting the mean", NONE, ...heldOutCells([mean])],
			...[NONE, NONE, NONE, NONE],
		],
		...Array.from(runsByName(records), ([name, runs]) => [
			name,
			runs.map(({ config }) => config.seed).join(", "),
			...heldOutCells(runs),
			number(meanOf(runs.map(({ validation }) => validation?.rmsePixels))),
			distinct(runs.map(epochsOf)),
			duration(meanOf(runs.map(({ seconds }) => seconds)) as number),
			distinct(runs.map(({ moment }) => moment ?? NONE)),
		]),
	];
}

function heldOutCells(runs: readonly HeldOutMeasures[]): string[] {
	const mean = (of: (run: HeldOutMeasures) => number | undefined) =>
		meanOf(runs.map(of));
	return [
		meanAndRange(runs.map(({ heldOut }) => heldOut.rmsePixels)),
		number(mean(({ heldOut }) => heldOut.maePixels)),
		percent(mean(({ heldOut }) => heldOut.accuracy)),
		number(mean(({ sources }) => sources?.A.rmsePixels)),
		number(mean(({ sources }) => sources?.B.rmsePixels)),
	];
}

function epochsOf({
	name,
	config,
	epochs,
	keptEpoch,
}: CandidateRecord): string {
	const planned = systemOf(name)?.epochs ?? config.epochs;
	const kept = keptEpoch === epochs ? "" : `, weights of ${keptEpoch}`;
	const cut = config.epochs < planned ? " (cut by `--epochs`)" : "";
	return `${epochs} of ${planned}${kept}${cut}`;
}

function distinct(texts: readonly string[]): string {
	return [...new Set(texts)].join("; ");
}

/** What each of the project's own models gains over each of the published systems that have been trained. */
export function gainsTable(
	records: readonly CandidateRecord[],
): { over: string; cells: Cells }[] {
	const runs = runsByName(records);
	const published = [...runs].filter(([name]) => systemOf(name));
	return OWN.flatMap((over) => {
		const own = runs.get(over);
		if (!own || !published.length) return [];
		const rows = published.map(([name, theirs]) => {
			const { difference, low, high } = pairedBootstrap(
				theirs.map(({ people }) => people),
				own.map(({ people }) => people),
			);
			return [
				name,
				number(difference),
				`${number(low)} to ${number(high)}`,
				String(theirs[0].people.people.length),
			];
		});
		const head = ["recipe", "RMSE lower by, px", "95 % interval", "people"];
		return [{ over, cells: [head, ...rows] }];
	});
}

/** What each published system reported, and the same measure here: of the same kind of rows, and of people held out. */
export function reportedTable(records: readonly CandidateRecord[]): Cells {
	const rows = Array.from(runsByName(records), ([name, runs]) =>
		(systemOf(name)?.reported ?? []).map((figure) => {
			const mean = (of: (run: CandidateRecord) => Measures | undefined) =>
				meanOf(runs.map((run) => inUnits(figure, of(run))));
			return [
				name,
				unitOf(figure),
				figure.on === "unknown" ? "not said" : figure.on,
				reportedText(figure),
				told(
					figure,
					mean((run) => ownMeasures(figure, run)),
				),
				told(
					figure,
					mean(({ heldOut }) => heldOut),
				),
			];
		}),
	).flat();
	return [
		["recipe", "measure", "on", "reported", "here", "here, people held out"],
		...rows,
	];
}

/** The rows here that stand for those a figure was reported on. */
function ownMeasures(
	{ on }: ReportedFigure,
	{ training, validation }: CandidateRecord,
): Measures | undefined {
	return on === "training" ? training : validation;
}

/** A measure in the units of a reported figure. */
function inUnits(
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
	return value === undefined ? NONE : value.toPrecision(3);
}

/** The published system of that name, if there is one. */
export function systemOf(name: string): PublishedSystem | undefined {
	return PUBLISHED.find((system) => system.name === name);
}
