import type { Bundle } from "../link";

/** What of a TensorFlow.js tensor is looked at. */
interface Tensor {
	shape: number[];
	dtype: string;
	size: number;
	isDisposed: boolean;
	dataSync(): ArrayLike<number | string>;
	toString(verbose?: boolean): string;
}

export function isTensor(value: unknown): value is Tensor {
	if (typeof value !== "object" || value === null) return false;
	const { shape, dtype, dataSync } = value as Partial<Tensor>;
	return (
		Array.isArray(shape) &&
		typeof dtype === "string" &&
		typeof dataSync === "function"
	);
}

/** A tensor in two lines, what it is and what its values are like, and its first values. */
export function tensorBundle(tensor: Tensor): Bundle {
	const what = `${tensor.dtype} tensor [${tensor.shape.join(", ")}]`;
	if (tensor.isDisposed) return { "text/plain": `${what}, disposed` };
	const values = tensor
		.toString()
		.replace(/^Tensor\n/, "")
		.replace(/^ {4}/gm, "");
	const summary =
		tensor.dtype === "string" || tensor.dtype === "complex64"
			? ""
			: summarise(tensor.dataSync() as ArrayLike<number>);
	return {
		"text/plain": [`${what}${summary && `: ${summary}`}`, values].join("\n"),
	};
}

function summarise(values: ArrayLike<number>): string {
	let [min, max, sum, finite] = [Infinity, -Infinity, 0, 0];
	for (let i = 0; i < values.length; i++) {
		const value = values[i];
		if (!Number.isFinite(value)) continue;
		if (value < min) min = value;
		if (value > max) max = value;
		sum += value;
		finite++;
	}
	const odd = values.length - finite;
	const without = odd > 0 ? `${odd} of ${values.length} not finite` : "";
	if (finite === 0) return without || "empty";
	const numbers = `min ${short(min)}, mean ${short(sum / finite)}, max ${short(max)}`;
	return without ? `${numbers}, ${without}` : numbers;
}

const short = (value: number) => String(Number(value.toPrecision(4)));
