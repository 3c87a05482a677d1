/** About `count` round numbers (1, 2 or 5 times a power of ten) within a range. */
export function roundTicks(
	[from, to]: [number, number],
	count = 6,
): { value: number; text: string }[] {
	const low = Math.min(from, to);
	const high = Math.max(from, to);
	const span = high - low || 1;
	const step = roundStep(span / count);
	const ticks = [];
	for (let i = Math.ceil(low / step); i * step <= high + span * 1e-9; i++) {
		const value = Number((i * step).toPrecision(6));
		ticks.push({ value, text: String(value) });
	}
	return ticks;
}

function roundStep(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	const factor = [1, 2, 5, 10].find((f) => f * power >= least) ?? 10;
	return factor * power;
}
