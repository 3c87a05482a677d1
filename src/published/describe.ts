import type { Pipeline } from "../augment";
import type { RunConfig } from "../run";
import type { Comparison } from "./comparison";
import type { PublishedSystem } from "./published";
import type { CandidateRecord } from "./records";

const count = (n: number) => n.toLocaleString("en");

/** On which data, which people, which machine: a list in Markdown. */
export function describeData(
	comparison: Comparison,
	records: readonly CandidateRecord[],
): string {
	const { data, rows, completeRows, groups, grouping } = comparison;
	const { heldOut, seed } = comparison;
	const versions = records.map((record) =>
		Object.entries(record.versions)
			.map((entry) => entry.join(" "))
			.join(", "),
	);
	const machines = records.flatMap(({ machine }) => machine ?? []);
	return [
		`Data: ${data}: ${count(rows)} rows, ${count(completeRows)} of them complete, of ${count(groups)} ${grouping}.`,
		`Held out: ${count(heldOut.rows.length)} rows, ${count(heldOut.completeRows)} of them complete, of ${count(heldOut.groups)} of these; drawn with seed ${seed}.`,
		...distinct(versions).map((text) => `Versions: ${text}.`),
		...distinct(machines).map((text) => `Machine: ${text}.`),
	]
		.map((line) => `- ${line}`)
		.join("\n");
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}

/**
 * What a candidate is, as a section in Markdown: a published system, whether it has
 * been trained or not, or something else that has been.
 */
export function describeCandidate(
	system: PublishedSystem | undefined,
	record: CandidateRecord | undefined,
): string {
	const { name, title } = (system ?? record) as
		| PublishedSystem
		| CandidateRecord;
	const facts = [
		...(record ? [`${(record.parameters / 1e6).toFixed(1)} M parameters`] : []),
		...(system
			? systemFacts(system)
			: runFacts((record as CandidateRecord).config)),
		...(record?.training
			? [`here trained on ${count(record.training.faces)} rows`]
			: []),
		...(record?.validation
			? [`validated on ${count(record.validation.faces)}`]
			: []),
	];
	return [
		`**${name}**: ${title}. ${sentence(facts.join("; "))}.`,
		...(system ? [assumptionsOf(system)] : []),
	].join("\n\n");
}

function systemFacts(system: PublishedSystem): string[] {
	const { rows, validation, copies, augment, units } = system;
	return [
		rows === "all" ? "all rows" : "rows with all 15 points",
		...(validation
			? [
					`${Math.round(100 * validation.fraction)} % of them, ${validation.taken === "last" ? "the last ones" : "drawn at random"}, to validate on`,
				]
			: []),
		...(copies.length
			? [`each training row also ${copies.map(stepsOf).join("; also ")}`]
			: []),
		...(augment ? [`changed anew in each epoch by ${stepsOf(augment)}`] : []),
		trainingOf(system),
		`squared error in units of ${units.pixels === 1 ? "a pixel" : `${units.pixels} pixels`}`,
		`keeps its ${system.keeps} epoch`,
	];
}

function runFacts(config: RunConfig): string[] {
	const { augment, loss, teacher, flipAverage, closeUpAverage } = config;
	return [
		...(augment ? [`changed anew in each epoch by ${stepsOf(augment)}`] : []),
		trainingOf(config),
		loss.kind === "squared" ? "squared error" : "heatmap loss",
		...(teacher
			? ["another trained run stands in where a label is missing"]
			: []),
		...(flipAverage
			? [
					`predicts the mean with the mirror image${closeUpAverage ? " and with a close-up" : ""}`,
				]
			: []),
	];
}

function trainingOf({
	epochs,
	batchSize,
	optimizer,
	learningRate,
}: Pick<
	RunConfig,
	"epochs" | "batchSize" | "optimizer" | "learningRate"
>): string {
	return `${epochs} epochs, batches of ${batchSize}, ${optimizer.kind} at ${learningRate}`;
}

function stepsOf(pipeline: Pipeline): string {
	return pipeline.map(({ step }) => step).join(", ");
}

/** What is ours and what the text itself shows, as a table in Markdown. */
function assumptionsOf({ assumptions, remarks }: PublishedSystem): string {
	const row = (kind: string, what: string, text = "–") =>
		`| ${kind} | ${what} | ${text} |`;
	return [
		"| | | the text |",
		"| --- | --- | --- |",
		...assumptions.map(({ ours, text }) =>
			row("ours", ours, text && `"${text}"`),
		),
		...remarks.map(({ what, text }) =>
			row("shown by the text", what, `"${text}"`),
		),
	].join("\n");
}

function sentence(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
