import { clamp } from "./curve";

/** Means over squares of 2 radius + 1 points, twice. */
export function blurGrid(
	values: Float32Array,
	columns: number,
	rows: number,
	radius: number,
): Float32Array {
	let from = values;
	for (let pass = 0; pass < 2; pass++) {
		const across = new Float32Array(values.length);
		const result = new Float32Array(values.length);
		blurLines(from, across, columns, 1, rows, columns, radius);
		blurLines(across, result, rows, columns, columns, 1, radius);
		from = result;
	}
	return from;
}

function blurLines(
	from: Float32Array,
	to: Float32Array,
	length: number,
	step: number,
	lines: number,
	lineStep: number,
	radius: number,
): void {
	for (let line = 0; line < lines; line++) {
		const start = line * lineStep;
		let sum = 0;
		const at = (i: number) => from[start + clamp(i, 0, length - 1) * step];
		for (let i = -radius; i <= radius; i++) sum += at(i);
		for (let i = 0; i < length; i++) {
			to[start + i * step] = sum / (2 * radius + 1);
			sum += at(i + radius + 1) - at(i - radius);
		}
	}
}
