import type { Random } from "../base";
import { COORDINATE_COUNT } from "../face";

/** Squared errors of a prediction, summed over the labels of each person. */
export interface PersonErrors {
	/** The people, or what stands for them, in ascending order. */
	people: number[];
	/** Sum of the squared errors of each, in square pixels. */
	squared: number[];
	/** Labels of each. */
	labels: number[];
}

/**
 * Sums squared errors person by person: what is needed to ask how much an error
 * depends on who was measured.
 *
 * @param predicted `[n, 30]` in pixels
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @param groups the person of each face, [n]
 * @throws where the three differ in length
 */
export function personErrors(
	predicted: Float32Array,
	labels: Float32Array,
	groups: Int32Array,
): PersonErrors {
	const faces = labels.length / COORDINATE_COUNT;
	if (predicted.length !== labels.length || groups.length !== faces)
		throw new Error(
			`personErrors: invalid lengths: ${predicted.length} predictions, ${labels.length} labels, ${groups.length} groups; expected ${COORDINATE_COUNT} predictions and labels for each group`,
		);
	const people = [...new Set(groups)].sort((a, b) => a - b);
	const place = new Map(people.map((person, i) => [person, i]));
	const squared = people.map(() => 0);
	const counts = people.map(() => 0);
	labels.forEach((label, i) => {
		if (Number.isNaN(label)) return;
		const face = Math.floor(i / COORDINATE_COUNT);
		const person = place.get(groups[face]) as number;
		squared[person] += (predicted[i] - label) ** 2;
		counts[person]++;
	});
	return { people, squared, labels: counts };
}

/**
 * Root mean squared error in pixels.
 *
 * @param drawn places of the people that count, as often as they are named; default
 *   all, each once
 */
export function rmseOf(
	{ squared, labels }: PersonErrors,
	drawn?: readonly number[],
): number {
	const sum = (values: number[]) =>
		drawn
			? drawn.reduce((total, i) => total + values[i], 0)
			: values.reduce((a, b) => a + b, 0);
	return Math.sqrt(sum(squared) / sum(labels));
}

/**
 * Draws people with replacement, as many as there are: one draw of the bootstrap.
 *
 * @returns their places, [count]
 */
export function drawPeople(count: number, random: Random): number[] {
	return Array.from({ length: count }, () => random.integer(count));
}
