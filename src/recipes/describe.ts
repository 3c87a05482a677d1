import type { Comparison } from "./comparison";
import { systemOf } from "./figures";
import type { EntrantRecord } from "./records";

const count = (n: number) => n.toLocaleString("en");

/** On which data, which people, which machine: a list in Markdown. */
export function describeData(
	comparison: Comparison,
	records: readonly EntrantRecord[],
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
		`Held out: ${count(heldOut.rows.length)} rows, ${count(heldOut.completeRows)} of them complete, of ${count(heldOut.groups)} of these; drawn with seed ${seed}, which is that of all training as well.`,
		...distinct(versions).map((text) => `Versions: ${text}.`),
		...distinct(machines).map((text) => `Machine: ${text}.`),
	]
		.map((line) => `- ${line}`)
		.join("\n");
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)];
}

/** What an entrant is, in one item of a list in Markdown. */
export function describeEntrant(record: EntrantRecord): string {
	const { name, title, config, parameters, training, validation } = record;
	const system = systemOf(name);
	const { epochs, batchSize, learningRate, optimizer, loss, augment } = config;
	const copies = system?.copies.length
		? `, each also ${system.copies.join(", ")}`
		: "";
	const steps = augment?.map(({ step }) => step).join(", ");
	const facts = [
		`\`${config.model}\`, ${(parameters / 1e6).toFixed(1)} M parameters`,
		...(training ? [`trained on ${count(training.faces)} rows${copies}`] : []),
		...(validation ? [`validated on ${count(validation.faces)}`] : []),
		...(steps ? [`changed anew in each epoch by ${steps}`] : []),
		`at most ${epochs} epochs, batches of ${batchSize}, ${optimizer.kind} at ${learningRate}`,
		loss.kind === "squared"
			? `squared error in ${loss.units === "normalised" ? "normalised coordinates" : "pixels"}`
			: "heatmap loss",
		...(config.teacher
			? ["another trained run stands in where a label is missing"]
			: []),
		...(config.flipAverage
			? [
					`predicts the mean with the mirror image${config.closeUpAverage ? " and with a close-up" : ""}`,
				]
			: []),
		...(system
			? [
					`ends after ${system.patience} without a lower validation error`,
					`keeps its ${system.keeps} epoch`,
				]
			: []),
	];
	const faults = system?.faults.length
		? ` Known to be wrong: ${system.faults.join("; ")}.`
		: "";
	return `- **${name}**: ${title}. ${facts.join("; ")}.${faults}`;
}
