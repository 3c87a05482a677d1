/** A place of the curve: where, and how high. */
export type Knot = readonly [at: number, value: number];

/**
 * A smooth function through knots: cubic Hermite pieces whose slopes are those
 * between the neighbours (Catmull and Rom); constant beyond the ends.
 *
 * @param knots in rising order
 */
export function createCurve(knots: readonly Knot[]): (at: number) => number {
	const last = knots.length - 1;
	const slopes = knots.map((_, i) => {
		const [from, to] = [
			knots[Math.max(0, i - 1)],
			knots[Math.min(last, i + 1)],
		];
		return (to[1] - from[1]) / (to[0] - from[0]);
	});
	return (at) => {
		if (at <= knots[0][0]) return knots[0][1];
		if (at >= knots[last][0]) return knots[last][1];
		let i = 0;
		while (knots[i + 1][0] < at) i++;
		const [from, to] = [knots[i], knots[i + 1]];
		const width = to[0] - from[0];
		const t = (at - from[0]) / width;
		const s = 1 - t;
		return (
			from[1] * s * s * (1 + 2 * t) +
			to[1] * t * t * (1 + 2 * s) +
			width * t * s * (slopes[i] * s - slopes[i + 1] * t)
		);
	};
}

/** From 0 below `low` to 1 above `high`, smoothly. */
export function smoothStep(low: number, high: number, at: number): number {
	const t = Math.max(0, Math.min(1, (at - low) / (high - low)));
	return t * t * (3 - 2 * t);
}

/** Keeps a value within limits. */
export function clamp(value: number, low: number, high: number): number {
	return Math.max(low, Math.min(high, value));
}
