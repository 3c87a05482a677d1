import { join } from "node:path";
import type { ModelName } from "../../src/model";
import { Contender } from "./contender";
import { sum } from "./figures";
import { chooseKeras, startKeras } from "./keras";
import type { Operation } from "./kernels";
import { checkSameModel } from "./parity";

export const BATCH = 64;
export const PREDICT_BATCH = 128;
const PREDICTED = 512;
const SINGLES = 30;
export const SWEEP = [16, 32, 64, 128, 256];
const SWEEP_ROUNDS = 3;

/** What a turn of a round should take; its steps follow from the warm-up. */
const TURN_MS = 4000;
const STEPS = { warmUp: 2, least: 2, most: 8 };

export const CONTENDERS = ["keras", "stock", "here"] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** Milliseconds of a step's operations of both kinds, alone. */
export interface KernelMs {
	convolutions: number;
	products: number;
}

/** What was measured of one model; a value a round, the median of its steps, where there are several. */
export interface Measured {
	model: ModelName;
	versions: Record<ContenderName, string>;
	/** How Keras was run, and what its other ways took. */
	kerasVariant: string;
	kerasSeen: string;
	stepMs: Record<ContenderName, number[]>;
	/** Convolutions and matrix products of one step alone. */
	kernelMs: Record<"here" | "keras", KernelMs[]>;
	predictedPerSecond: Record<ContenderName, number[]>;
	singleMs: Record<ContenderName, number[]>;
	peakMegabytes: Record<ContenderName, number>;
	/** Images a second in training by batch size, where asked for. */
	sweep?: Record<"here" | "keras", number[][]>;
}

/**
 * Measures one model: Keras, stock TensorFlow.js and the library in processes of
 * their own, which take turns; the kernels alone take turns with the steps.
 */
export async function measureModel(
	model: ModelName,
	folder: string,
	rounds: number,
	sweep: boolean,
): Promise<Measured> {
	const running: Contender[] = [];
	const start = async (started: ReturnType<typeof Contender.start>) => {
		const result = await started;
		running.push(result.contender);
		return result;
	};
	try {
		console.log(`${model}: starting`);
		const child = [process.execPath, join(__dirname, "child.js")];
		const here = await start(
			Contender.start("the library", [...child, "here", model]),
		);
		const stock = await start(
			Contender.start("stock TensorFlow.js", [...child, "stock", model], {
				KEYPOINTS_NATIVE: "0",
			}),
		);
		const plain = await start(startKeras(model, folder));
		console.log(
			await checkSameModel(model, here.contender, plain.contender, folder),
		);
		const keras = await chooseKeras(model, folder, BATCH, plain);
		running.push(keras.contender);
		const all = {
			keras: keras.contender,
			stock: stock.contender,
			here: here.contender,
		};
		const measured = {
			model,
			versions: {
				keras: keras.versions,
				stock: stock.versions,
				here: here.versions,
			},
			kerasVariant: keras.variant,
			kerasSeen: keras.seen,
			...(await trainRounds(model, all, rounds)),
			peakMegabytes: await peaks(all),
			...(await predictRounds(model, all, rounds)),
		};
		if (!sweep) return measured;
		return { ...measured, sweep: await sweepRounds(model, all) };
	} finally {
		for (const contender of running) contender.stop();
	}
}

type All = Record<ContenderName, Contender>;

async function trainRounds(model: ModelName, all: All, rounds: number) {
	const stepMs = emptyLists();
	const kernelMs: Measured["kernelMs"] = { here: [], keras: [] };
	const { operations } = await all.here.ask<{ operations: Operation[] }>(
		"operations",
		{ batch: BATCH },
	);
	const steps = { keras: 0, stock: 0, here: 0 };
	for (let round = 0; round <= rounds; round++) {
		progress(
			round ? `${model}: round ${round} of ${rounds}:` : `${model}: warm-up:`,
		);
		for (const name of CONTENDERS) {
			const { msPerStep } = await all[name].ask<{ msPerStep: number }>(
				"train",
				{ batch: BATCH, steps: steps[name] || STEPS.warmUp },
			);
			steps[name] ||= stepsFor(msPerStep);
			progress(` ${name} ${msPerStep.toFixed(0)} ms a step,`);
			if (round) stepMs[name].push(msPerStep);
			if (name === "stock") continue;
			const { ms } = await all[name].ask<{ ms: number[] }>("kernels", {
				operations,
				repeats: Math.max(3, steps[name] >> 1),
			});
			const sums = sumByKind(operations, ms);
			progress(
				` its kernels ${sum(sums).toFixed(0)} ms${name === "here" ? "\n" : ","}`,
			);
			if (round) kernelMs[name].push(sums);
		}
	}
	return { stepMs, kernelMs };
}

function stepsFor(msPerStep: number): number {
	const fitting = Math.round(TURN_MS / msPerStep);
	return Math.min(Math.max(fitting, STEPS.least), STEPS.most);
}

function sumByKind(operations: Operation[], ms: number[]): KernelMs {
	const sums = { convolutions: 0, products: 0 };
	operations.forEach(({ kind }, i) => {
		sums[kind === "MatMul" ? "products" : "convolutions"] += ms[i];
	});
	return sums;
}

async function peaks(all: All): Promise<Measured["peakMegabytes"]> {
	const peak = { keras: 0, stock: 0, here: 0 };
	for (const name of CONTENDERS)
		peak[name] = (
			await all[name].ask<{ peakMegabytes: number }>("memory")
		).peakMegabytes;
	return peak;
}

async function predictRounds(model: ModelName, all: All, rounds: number) {
	const predictedPerSecond = emptyLists();
	const singleMs = emptyLists();
	progress(`${model}: predictions`);
	for (let round = 0; round <= rounds; round++) {
		for (const name of CONTENDERS) {
			const { imagesPerSecond } = await all[name].ask<{
				imagesPerSecond: number;
			}>("predict", { count: PREDICTED, batch: PREDICT_BATCH });
			const { ms } = await all[name].ask<{ ms: number }>("single", {
				count: SINGLES,
			});
			if (!round) continue;
			predictedPerSecond[name].push(imagesPerSecond);
			singleMs[name].push(ms);
		}
		progress(round === rounds ? "\n" : ".");
	}
	return { predictedPerSecond, singleMs };
}

async function sweepRounds(model: ModelName, all: All) {
	const sweep = {
		here: SWEEP.map(() => [] as number[]),
		keras: SWEEP.map(() => [] as number[]),
	};
	for (const [i, batch] of SWEEP.entries()) {
		progress(`${model}: batch ${batch}`);
		const steps = Math.min(Math.max(256 / batch, 3), 12);
		for (let round = 0; round <= SWEEP_ROUNDS; round++) {
			for (const name of ["keras", "here"] as const) {
				const { msPerStep } = await all[name].ask<{ msPerStep: number }>(
					"train",
					{ batch, steps },
				);
				if (round) sweep[name][i].push((1000 * batch) / msPerStep);
			}
			progress(round === SWEEP_ROUNDS ? "\n" : ".");
		}
	}
	return sweep;
}

function emptyLists(): Record<ContenderName, number[]> {
	return { keras: [], stock: [], here: [] };
}

/** What happens now, on the line under way. */
function progress(text: string): void {
	process.stdout.write(text);
}
