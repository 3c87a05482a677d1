import type { Difference } from "./pairedBootstrap";

/** Quantiles of Student's t at 0.975 by degrees of freedom, 1 to 30. */
const T_975 = [
	12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201,
	2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074,
	2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

/**
 * Whether two ways to train differ by more than the seed does: the difference of
 * their means, with the 95 % interval of Student's t-test. It holds 0 where the
 * runs give no reason to think that the two differ; how wide it is says how large
 * a difference could have been missed.
 *
 * Source: Student 1908, The probable error of a mean; both ways are taken to
 * vary alike, since a few seeds each do not tell.
 *
 * @param a a measure of the runs of the first, each with a seed of its own
 * @param b the same of the second
 * @returns mean of a minus mean of b
 * @throws where one has fewer than two runs, or a value is no number
 */
export function seedDifference(
	a: readonly number[],
	b: readonly number[],
): Difference {
	const fewest = Math.min(a.length, b.length);
	if (fewest < 2)
		throw new Error(
			`seedDifference: missing runs: ${fewest}; expected at least two of each, or the spread of seeds is not known`,
		);
	const bad = [...a, ...b].find((value) => !Number.isFinite(value));
	if (bad !== undefined)
		throw new Error(
			`seedDifference: invalid value: ${bad}; expected finite numbers`,
		);
	const freedom = a.length + b.length - 2;
	const variance = (squaresAbout(a) + squaresAbout(b)) / freedom;
	const error = Math.sqrt(variance * (1 / a.length + 1 / b.length));
	const t = T_975[Math.min(freedom, T_975.length) - 1];
	const difference = mean(a) - mean(b);
	return {
		difference,
		low: difference - t * error,
		high: difference + t * error,
		confidence: 0.95,
	};
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sum of the squared distances from the mean. */
function squaresAbout(values: readonly number[]): number {
	const middle = mean(values);
	return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}
