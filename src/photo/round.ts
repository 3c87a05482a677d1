/** A value in pixels as people are told it: beyond hundredths there is nothing but noise. */
export function roundToHundredths(value: number): number {
	return Math.round(value * 100) / 100;
}
