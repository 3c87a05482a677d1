import { join } from "node:path";
import { projectFolder } from "../../src/base";
import type { ModelName } from "../../src/model";
import { Contender } from "./contender";
import { LEARNING_RATE } from "./data";

/** A way to run Keras. */
interface Variant {
	name: string;
	jit: boolean;
	env: Record<string, string>;
	/** Not what a user of Keras gets without a setting of TensorFlow's: told, and not compared with. */
	isSpecial?: true;
}

const VARIANTS: Variant[] = [
	{ name: "as it comes", jit: false, env: {} },
	{ name: "jit_compile", jit: true, env: {} },
	// TensorFlow uses oneDNN unasked only on processors with AVX512-VNNI or AMX.
	{
		name: "oneDNN switched on",
		jit: false,
		env: { TF_ENABLE_ONEDNN_OPTS: "1" },
		isSpecial: true,
	},
];

/** What a variant other than Keras as it comes may take to compile and train the warm-up's steps. */
const LIMIT_SECONDS = 60;
const WARM_UP_STEPS = 2;

/** The fastest way to run Keras here, ready to train. */
export interface FastestKeras {
	contender: Contender;
	variant: string;
	versions: string;
	/** What each variant took, for people. */
	seen: string;
}

/** Starts Keras as it comes. */
export function startKeras(model: ModelName, folder: string) {
	return startVariant(model, folder, VARIANTS[0]);
}

/**
 * Warms up every variant, keeps the one with the fastest step of those that are
 * compared with, and stops the others. A variant that is not ready in a minute is out.
 *
 * @param plain Keras as it comes, started
 */
export async function chooseKeras(
	model: ModelName,
	folder: string,
	batch: number,
	plain: Awaited<ReturnType<typeof startKeras>>,
): Promise<FastestKeras> {
	const seen: string[] = [];
	let fastest = { ...plain, variant: "", ms: Number.POSITIVE_INFINITY };
	for (const variant of VARIANTS) {
		const started =
			variant === VARIANTS[0]
				? plain
				: await startVariant(model, folder, variant);
		await started.contender.ask("start", { learning_rate: LEARNING_RATE });
		const limit = started === plain ? undefined : LIMIT_SECONDS;
		const ms = await warmUp(started.contender, batch, limit);
		seen.push(
			`${variant.name} ${Number.isFinite(ms) ? `${ms.toFixed(0)} ms a step` : `not ready in ${LIMIT_SECONDS} s`}`,
		);
		console.log(`${model}: Keras, ${seen.at(-1)}`);
		const isBetter = ms < fastest.ms && !variant.isSpecial;
		const slower = isBetter ? fastest : started;
		if (isBetter) fastest = { ...started, variant: variant.name, ms };
		if (slower.contender !== fastest.contender) slower.contender.stop();
	}
	return { ...fastest, seen: seen.join(", ") };
}

function startVariant(
	model: ModelName,
	folder: string,
	{ jit, env }: Variant,
): ReturnType<typeof Contender.start> {
	return Contender.start(
		"Keras",
		[
			process.env.BENCH_PYTHON ?? "python3",
			join(projectFolder(), "bench", "training.py"),
			...[model, folder, jit ? "jit" : "plain"],
		],
		env,
	);
}

/** Milliseconds a step; infinite where it is not ready in time. */
async function warmUp(
	contender: Contender,
	batch: number,
	limitSeconds?: number,
): Promise<number> {
	const trained = contender.ask<{ msPerStep: number }>("train", {
		batch,
		steps: WARM_UP_STEPS,
	});
	if (limitSeconds === undefined) return (await trained).msPerStep;
	// Whoever is late is stopped, and its answer never comes.
	trained.catch(() => {});
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), 1000 * limitSeconds);
	});
	const result = await Promise.race([trained, late]);
	clearTimeout(timer);
	return result?.msPerStep ?? Number.POSITIVE_INFINITY;
}
