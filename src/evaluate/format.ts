import type { Measures } from "../run";
import type { Evaluation } from "./evaluateRun";
import type { TestEvaluation } from "./evaluateTest";

/** An evaluation as text: which rows, the measures overall, and a table of the points. */
export function formatEvaluation(evaluation: Evaluation): string {
	const { measures, file, rows, which, epoch, run } = evaluation;
	return [
		`${run.config.model}, weights of epoch ${epoch}, on ${rows.length} ${which}`,
		`${file}: rows ${formatRows(rows)}`,
		"",
		...overall(measures),
		...bySource(evaluation),
		"",
		...table(measures),
	].join("\n");
}

/** What a run comes to on the test people, as text, with how sure that is. */
export function formatTest(evaluation: TestEvaluation): string {
	const { measures, people, interval, file, epoch, run } = evaluation;
	const [low, high] = interval.map((value) => value.toFixed(3));
	return [
		`${run.config.model}, weights of epoch ${epoch}, on ${measures.faces} faces of ${people} people who are kept apart`,
		`${file} and its labels`,
		"",
		...overall(measures),
		`with other people, drawn like these: ${low} to ${high} px RMSE in 95 of 100 cases`,
		...bySource(evaluation),
		"",
		...table(measures),
		"",
		"To be used once, at the end: whoever chooses by these people has nobody left to measure on.",
	].join("\n");
}

function overall(m: Measures): string[] {
	const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
	const within = Number.isNaN(m.withinTolerance)
		? "none: no point has both labels"
		: `${percent(m.withinTolerance)} of the points`;
	return [
		`RMSE      ${m.rmsePixels.toFixed(3)} px over ${m.labels} labels of ${m.faces} faces`,
		`MSE       ${m.mse.toFixed(3)} px²`,
		`MAE       ${m.maePixels.toFixed(3)} px`,
		`within ${m.tolerancePixels} px  ${within}`,
		`accuracy  ${Number.isNaN(m.accuracy) ? "none: no row has all labels" : percent(m.accuracy)} (as Keras computes it: whether the largest of the 30 numbers is the right one; says little)`,
	];
}

/** A line for each labelling source: A's rows have up to 15 points, B's 4. */
function bySource({ sources }: Pick<Evaluation, "sources">): string[] {
	return Object.entries(sources ?? {}).map(
		([source, { rmsePixels, labels, faces }]) =>
			`source ${source}  ${rmsePixels.toFixed(3)} px RMSE over ${labels} labels of ${faces} faces`,
	);
}

function table({ points }: Measures): string[] {
	const width = Math.max(...points.map(({ name }) => name.length));
	const cell = (value: number) =>
		(Number.isNaN(value) ? "-" : value.toFixed(2)).padStart(7);
	return [
		`${"point".padEnd(width)}  labels  RMSE px  MAE px  mean x  mean y`,
		...points.map(
			({ name, labels, rmsePixels, maePixels, meanErrorX, meanErrorY }) =>
				`${name.padEnd(width)} ${String(labels).padStart(7)}  ${cell(rmsePixels)} ${cell(maePixels)} ${cell(meanErrorX)} ${cell(meanErrorY)}`,
		),
		"mean x, mean y: predicted minus labelled, averaged with its sign",
	];
}

/** Row numbers with runs of neighbours joined, the long ones cut: `3, 8-12, 20 ... (540 in all)`. */
export function formatRows(rows: readonly number[], most = 12): string {
	const parts: string[] = [];
	for (let start = 0; start < rows.length; ) {
		let end = start;
		while (rows[end + 1] === rows[end] + 1) end++;
		parts.push(
			start === end ? String(rows[start]) : `${rows[start]}-${rows[end]}`,
		);
		start = end + 1;
	}
	if (parts.length <= most) return parts.join(", ");
	return `${parts.slice(0, most).join(", ")} ... (${rows.length} in all, listed in evaluation.json)`;
}
