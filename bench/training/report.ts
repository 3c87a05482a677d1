import { median, percent, spread, sum, table } from "./figures";
import {
	BATCH,
	CONTENDERS,
	type ContenderName,
	type Measured,
	PREDICT_BATCH,
	SWEEP,
} from "./measure";

/** How many times more images a second than Keras the library trains. */
export function timesKeras({ stepMs }: Measured): number {
	return median(stepMs.keras) / median(stepMs.here);
}

/** A step of the library over its convolutions and matrix products alone. */
export function stepOverKernels({ stepMs, kernelMs }: Measured): number {
	return median(stepMs.here) / median(kernelMs.here.map(sum));
}

/** All that was measured of a model, as Markdown. */
export function reportOf(measured: Measured): string {
	return [
		`### ${measured.model}`,
		trainingTable(measured),
		`Keras was run ${measured.kerasVariant === "jit_compile" ? "with jit_compile" : measured.kerasVariant}, the faster of the two in a warm-up round: ${measured.kerasSeen}. (TensorFlow uses oneDNN unasked on processors with AVX512-VNNI or AMX; here in TypeScript it is always on.)`,
		kernelTable(measured),
		otherTable(measured),
		...(measured.sweep ? [sweepTable(measured.sweep)] : []),
	].join("\n\n");
}

const NAMES: Record<ContenderName, string> = {
	keras: "Keras",
	stock: "stock TensorFlow.js",
	here: "here",
};

function trainingTable({ stepMs }: Measured): string {
	const rounds = stepMs.here.length;
	return table([
		[
			`training, batch ${BATCH}, ${rounds} rounds`,
			"ms a step",
			"images/s",
			"to Keras",
			"to stock",
		],
		...CONTENDERS.map((name) => [
			NAMES[name],
			spread(stepMs[name]),
			spread(stepMs[name].map((ms) => (1000 * BATCH) / ms)),
			(median(stepMs.keras) / median(stepMs[name])).toFixed(2),
			(median(stepMs.stock) / median(stepMs[name])).toFixed(2),
		]),
	]);
}

function kernelTable({ stepMs, kernelMs }: Measured): string {
	const column = (name: "here" | "keras") => {
		const step = median(stepMs[name]);
		const alone = median(kernelMs[name].map(sum));
		return [
			spread(kernelMs[name].map(({ convolutions }) => convolutions)),
			spread(kernelMs[name].map(({ products }) => products)),
			spread(kernelMs[name].map(sum)),
			(step / alone).toFixed(2),
			percent(Math.max(0, 1 - alone / step)),
		];
	};
	const [here, keras] = [column("here"), column("keras")];
	const labels = [
		"convolutions alone, ms",
		"matrix products alone, ms",
		"both: the limit of a step, ms",
		"a step over both",
		"share of a step outside them",
	];
	return table([
		["the limit", "here", "Keras"],
		...labels.map((label, i) => [label, here[i], keras[i]]),
	]);
}

function otherTable({
	predictedPerSecond,
	singleMs,
	peakMegabytes,
}: Measured): string {
	return table([
		[
			"otherwise",
			`predicting, batch ${PREDICT_BATCH}, images/s`,
			"one face, ms",
			"peak memory in training, MB",
		],
		...CONTENDERS.map((name) => [
			NAMES[name],
			spread(predictedPerSecond[name]),
			spread(singleMs[name]),
			peakMegabytes[name].toFixed(0),
		]),
	]);
}

function sweepTable({ here, keras }: NonNullable<Measured["sweep"]>): string {
	return table([
		["images/s in training by batch", ...SWEEP.map(String)],
		["Keras", ...keras.map(spread)],
		["here", ...here.map(spread)],
	]);
}
