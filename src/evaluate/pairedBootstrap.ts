import { createRandom } from "../base";
import { drawPeople, type PersonErrors, rmseOf } from "./personErrors";

/** How far two lie apart, and how sure that is. */
export interface Difference {
	/** The first minus the second. */
	difference: number;
	/** Ends of the interval of {@link Difference.confidence}. */
	low: number;
	high: number;
	/** Share of such intervals that hold the true difference, as 0.95. */
	confidence: number;
}

export interface BootstrapOptions {
	/** Times that people are drawn. Default 10,000. */
	draws?: number;
	/** Share of the draws within the interval, in (0, 1). Default 0.95. */
	confidence?: number;
	/** Decides who is drawn. Default 0. */
	seed?: number;
}

/**
 * How much lower the RMSE of one system is than that of another, and between
 * which bounds that would lie if other people had been measured: people are drawn
 * with replacement, as many as there are, the same for both systems, and the
 * difference is taken again each time. People are drawn, not faces: frames of one
 * person err alike, and a thousand of them are not a thousand answers.
 *
 * Several runs of a system, trained with different seeds, count with the mean of
 * their RMSE.
 *
 * Source: Efron and Tibshirani 1993, An introduction to the bootstrap, chapter 13
 *
 * @param a runs of the first system
 * @param b runs of the second, on the same faces
 * @returns RMSE of a minus RMSE of b in pixels, with the percentile interval
 * @throws where a system has no run, the runs are not of the same labels of the
 *   same people, there are fewer than two people, or an option is out of range
 */
export function pairedBootstrap(
	a: readonly PersonErrors[],
	b: readonly PersonErrors[],
	options: BootstrapOptions = {},
): Difference {
	const { draws = 10_000, confidence = 0.95, seed = 0 } = options;
	if (!(Number.isInteger(draws) && draws > 0))
		throw new Error(
			`pairedBootstrap: invalid draws: ${draws}; expected a whole number above 0`,
		);
	if (!(confidence > 0 && confidence < 1))
		throw new Error(
			`pairedBootstrap: invalid confidence: ${confidence}; expected a share between 0 and 1`,
		);
	checkSameLabels([...a, ...b], Math.min(a.length, b.length));
	const random = createRandom(seed);
	const count = a[0].people.length;
	const differences = Float64Array.from({ length: draws }, () => {
		const drawn = drawPeople(count, random);
		return meanRmse(a, drawn) - meanRmse(b, drawn);
	}).sort();
	const at = (share: number) =>
		differences[Math.round(share * (differences.length - 1))];
	return {
		difference: meanRmse(a) - meanRmse(b),
		low: at((1 - confidence) / 2),
		high: at((1 + confidence) / 2),
		confidence,
	};
}

/** The mean of some runs' RMSE, over all people or over those drawn. */
function meanRmse(
	runs: readonly PersonErrors[],
	drawn?: readonly number[],
): number {
	const rmses = runs.map((run) => rmseOf(run, drawn));
	return rmses.reduce((sum, rmse) => sum + rmse, 0) / rmses.length;
}

function checkSameLabels(runs: readonly PersonErrors[], fewest: number): void {
	if (fewest === 0)
		throw new Error(
			"pairedBootstrap: missing runs: one of the two systems has none; expected at least one of each",
		);
	const [{ people, labels }] = runs;
	const isSame = runs.every(
		(run) =>
			String(run.people) === String(people) &&
			String(run.labels) === String(labels),
	);
	if (!isSame)
		throw new Error(
			"pairedBootstrap: invalid runs: they were measured on different people or labels; expected the same of all, in the same order",
		);
	const labelled = labels.filter((count) => count > 0).length;
	if (labelled < 2 || labelled < people.length)
		throw new Error(
			`pairedBootstrap: invalid people: ${labelled} of ${people.length} have labels; expected at least two, each with a label`,
		);
}
