import { pairedBootstrap } from "../../src/evaluate";
import {
	type Cells,
	inOrder,
	markdownTable,
	PUBLISHED,
	tableText,
} from "../../src/published";
import { RECIPES } from "../../src/run";
import { duration } from "../../src/train";
import type { ModelResult, ModelResults } from "../models/results";
import { fidelityTable } from "../published/fidelity";
import type { Side, SideResult } from "../published/results";
import { type StepsResult, stepsTable } from "../published/steps";
import type { PublishedResults } from "../published/summary";
import type { TestResult } from "../test/results";

/** What has been measured; what has not is absent. */
export interface Results {
	published?: PublishedResults;
	models?: ModelResults;
	steps?: StepsResult[];
	test?: TestResult[];
}

const px = (value: number) => value.toFixed(2);
const count = (n: number) => n.toLocaleString("en");

/** All of RESULTS.md. */
export function resultsText({ published, steps }: Results): string {
	if (!published) return `${RESULTS_HEAD}\n\nNothing has been run whole yet.\n`;
	const { comparison, results } = published;
	const here = inOrder(results.filter(({ side }) => side === "here"));
	const parts = [
		RESULTS_HEAD,
		tableText(comparison, here).trim(),
		"## The same in Keras",
		STEPS_LEGEND,
		...(steps ? [markdownTable(stepsTable(steps))] : []),
		...notCompared(steps),
		FIDELITY_LEGEND,
		fidelityText(results),
	];
	return `${parts.join("\n\n")}\n`;
}

const RESULTS_HEAD =
	"<!-- `npm run figures` wrote this from results/published.json -->";

const STEPS_LEGEND =
	"`npm run bench -- published` trains each recipe here and in Keras, on the same rows, changed in the same way. First both take five steps from the same weights on the same faces, 32 or as many as it has, without dropout, at a learning rate of 0.00001, at which rounding stays rounding; the table says how far the losses, and the predictions behind them, lie apart at most, in relation to the largest.";

function notCompared(steps: readonly StepsResult[] = []): string[] {
	const done = new Set(steps.map(({ name }) => name));
	const missing = PUBLISHED.filter(({ name }) => !done.has(name));
	return missing.length
		? [`Not compared yet: ${missing.map(({ name }) => name).join(", ")}.`]
		: [];
}

const FIDELITY_LEGEND =
	"Then each side trains with weights of its own, with the same seeds. RMSE, in pixels, is that on the people held out. The two differ by more than the seed does where the 95 % interval of the difference of their means, by Student's t-test, does not hold 0; how wide it is says what could have been missed.";

function fidelityText(results: readonly SideResult[]): string {
	const table = fidelityTable(inOrder(results));
	const done = new Set(table.slice(1).map(([name]) => name));
	const missing = PUBLISHED.filter(({ name }) => !done.has(name));
	return [
		...(done.size ? [markdownTable(table)] : []),
		...(missing.length
			? [
					`Not run whole on both sides yet: ${missing.map(({ name }) => name).join(", ")}.`,
				]
			: []),
	].join("\n\n");
}

/** What keypoint-slim gains over each published system, in the README and in notebook 08. */
export function gainText({ published }: Results): string {
	const of = (side: Side) =>
		published?.results.filter((result) => result.side === side) ?? [];
	const own = of("here").filter(({ name }) => name === "keypoint-slim");
	const rows = PUBLISHED.map(({ name }) => {
		const theirs = of("here").filter((result) => result.name === name);
		if (!theirs.length) return [name, "not run whole yet", "–", "–"];
		const rmse = px(meanRmse(theirs));
		if (!own.length) return [name, rmse, "–", "–"];
		const { difference, low, high } = pairedBootstrap(
			theirs.map(({ people }) => people),
			own.map(({ people }) => people),
		);
		return [name, rmse, px(difference), `${px(low)} to ${px(high)}`];
	});
	const head = [
		"system",
		"RMSE, px",
		"keypoint-slim is lower by",
		"95 % interval",
	];
	const ours = own.length ? px(meanRmse(own)) : "not run whole yet";
	const people = published?.comparison.heldOut.groups;
	return [
		markdownTable([head, ...rows, ["keypoint-slim", ours, "–", "–"]]),
		`On ${people ?? "the"} people whom none of them has seen; the interval is that of a paired bootstrap over these people.`,
	].join("\n\n");
}

function meanRmse(results: readonly SideResult[]): number {
	return (
		results.reduce((sum, { heldOut }) => sum + heldOut.rmsePixels, 0) /
		results.length
	);
}

/** What to expect of training, in the README. */
export function expectationsText({ models }: Results): string {
	if (!models) return "No model has been measured yet.";
	const { faces, people, averageFace } = models;
	const rows = models.models.map((result) => [
		`\`${result.model}\``,
		px(result.heldOut.rmsePixels),
		String(result.config.epochs),
		duration(result.seconds),
	]);
	const head = [
		"model",
		"RMSE on people it has not seen, px",
		"epochs",
		"time",
	];
	return [
		`Real faces in the competition's format (frames of YouTube Faces), measured on ${count(faces)} faces of ${count(people)} people held out:`,
		markdownTable([
			head,
			["the average face", px(averageFace), "–", "–"],
			...rows,
		]),
		...models.models
			.slice(0, 1)
			.map(
				({ config, machine }) =>
					`Trained with seed ${config.seed} on the other four fifths of the people, whose last epoch counts; timed on ${machine}, beside other work.`,
			),
	].join("\n\n");
}

/** How far models err on the people who are kept apart to the end. */
export function testText({ test = [] }: Results): string {
	const [first] = test;
	if (!first) return "No model has been measured on the test people yet.";
	const { faces, people, measures } = first;
	const rows = test.map(({ name, measures, interval, sources, config }) => [
		`\`${name}\``,
		String(config.epochs),
		measures.rmsePixels.toFixed(3),
		interval.map((edge) => edge.toFixed(3)).join(" to "),
		...(["A", "B"] as const).map(
			(source) => sources?.[source].rmsePixels.toFixed(3) ?? "–",
		),
	]);
	const head = [
		"model",
		"epochs",
		"RMSE, px",
		"95 % interval",
		"source A",
		"source B",
	];
	return [
		markdownTable([head, ...rows]),
		`On ${count(faces)} faces, ${count(measures.labels)} labels, of ${people} people whom none of them has trained on and none was chosen by. The interval is that of a bootstrap over the people.`,
	].join("\n\n");
}

/** How far the project's models err, in models/README.md. */
export function accuracyText({ models }: Results): string {
	if (!models?.models.length) return "No model has been measured yet.";
	return [
		...models.models.map((model) => modelText(model, models)),
		...notMeasured(models),
	].join("\n\n");
}

function notMeasured({ models }: ModelResults): string[] {
	const measured = new Set(models.map(({ model }) => model));
	return ["keypoint-slim", "keypoint-full"]
		.filter((model) => !measured.has(model))
		.map((model) => `\`${model}\` has not been measured in this way yet.`);
}

function modelText(result: ModelResult, all: ModelResults): string {
	const { model, config, heldOut, sources, spread } = result;
	const taught = config.teacher
		? ""
		: "; unlike the shipped model without another run that stands in where a label is missing";
	const overall: Cells = [
		["RMSE on people held out", "px"],
		["as `evaluate` and `submit` predict", px(heldOut.rmsePixels)],
		...(sources
			? [
					["source A", px(sources.A.rmsePixels)],
					["source B", px(sources.B.rmsePixels)],
				]
			: []),
		["without the close-up", px(result.withoutCloseUp)],
		["nor the correction by the other points", px(result.norCorrection)],
		["nor the mirror image", px(result.norMirror)],
		["the average face", px(all.averageFace)],
	];
	const points: Cells = [
		["point", "RMSE, px", "mean error in x", "in y"],
		...heldOut.points.map(({ name, rmsePixels, meanErrorX, meanErrorY }) => [
			name,
			...[rmsePixels, meanErrorX, meanErrorY].map(px),
		]),
	];
	const widths: Cells = [
		["heatmap's spread up to, px", "RMSE, px"],
		...spread.map(({ upTo, rmsePixels }) => [px(upTo), px(rmsePixels)]),
	];
	return [
		`\`${model}\`, ${config.epochs} epochs with seed ${config.seed} on four fifths of the people${taught}; measured on ${count(all.faces)} faces of the other ${all.people}:`,
		markdownTable(overall),
		markdownTable(points),
		"By the spread of the heatmap, a tenth of the points a line:",
		markdownTable(widths),
	].join("\n\n");
}

/** What the steps of prediction are worth, in notebook 08. */
export function stepsText({ models }: Results): string {
	const slim = models?.models.find(({ model }) => model === "keypoint-slim");
	if (!slim) return "`keypoint-slim` has not been measured in this way yet.";
	return [
		markdownTable([
			["prediction", "RMSE, px"],
			["the face alone", px(slim.norMirror)],
			["the mean with its mirror image", px(slim.norCorrection)],
			["each point corrected by all others", px(slim.withoutCloseUp)],
			["the mean with a close-up of the middle", px(slim.heldOut.rmsePixels)],
		]),
		`One training of ${RECIPES["keypoint-slim"].epochs} epochs, each line with what stands above it.`,
	].join("\n\n");
}
