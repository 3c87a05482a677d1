import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, describeMoment } from "../src/backend";
import { projectFolder } from "../src/base";
import type { ModelName } from "../src/model";
import { writeSection } from "./results/section";
import { benchFaces, writeFaces } from "./training/data";
import { measureModel } from "./training/measure";
import { reportOf, stepOverKernels, timesKeras } from "./training/report";

const MODELS: ModelName[] = ["cnn", "resnet"];
const ROUNDS = 5;

const HELP = `npm run bench -- training [--sweep] [--rounds N] [--model cnn|resnet]

Trains the project's models here, in Keras and in stock TensorFlow.js, in turn.
  --sweep      also images a second as the batch grows from 16 to 256
  --rounds N   rounds each (default ${ROUNDS})
  --model M    one model instead of both

A run of both models with at least ${ROUNDS} rounds goes into bench/RESULTS.md.`;

/**
 * Trains the same models on the same faces here, in Keras 3 and in stock
 * TensorFlow.js, each in a process of its own, in turn. The last line is
 * `training RATIO`: the images a second here over those in Keras, of the model
 * where it is smaller; the line before it `step-over-kernels RATIO`: a step here
 * over its convolutions and matrix products alone, of the model where it is larger.
 */
async function main(): Promise<void> {
	const { models, rounds, sweep, help } = readOptions();
	if (help) return console.log(HELP);
	const started = Date.now();
	const folder = join(projectFolder(), ".cache", "bench", "training");
	mkdirSync(folder, { recursive: true });
	writeFaces(folder, await benchFaces());
	const measured = [];
	for (const model of models)
		measured.push(await measureModel(model, folder, rounds, sweep));
	const ratios = [
		`step-over-kernels ${Math.max(...measured.map(stepOverKernels)).toFixed(2)}`,
		`training ${Math.min(...measured.map(timesKeras)).toFixed(2)}`,
	];
	const [{ versions }] = measured;
	const report = [
		"## Training",
		`${describeMachine()}, ${describeMoment()}. ${versions.here}; ${versions.keras}. float32; medians, lowest and highest of ${rounds} rounds in turn, after one to warm up.`,
		...measured.map(reportOf),
		ratios.map((line) => `\`${line}\``).join(", "),
	].join("\n\n");
	console.log(`\n${report}\n`);
	if (models.length === MODELS.length && rounds >= ROUNDS) {
		const file = join(projectFolder(), "bench", "RESULTS.md");
		await writeSection(file, "training", report);
		console.log("written to bench/RESULTS.md");
	}
	console.log(`took ${Math.round((Date.now() - started) / 1000)} s`);
	for (const line of ratios) console.log(line);
}

function readOptions() {
	const { values } = parseArgs({
		options: {
			sweep: { type: "boolean", default: false },
			rounds: { type: "string", default: String(ROUNDS) },
			model: { type: "string" },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	const rounds = Number(values.rounds);
	if (!(Number.isInteger(rounds) && rounds > 0))
		throw new Error(
			`training: invalid --rounds: ${values.rounds}; expected a whole number above 0`,
		);
	if (values.model && !MODELS.includes(values.model as ModelName))
		throw new Error(
			`training: unknown --model: ${values.model}; expected one of ${MODELS.join(", ")}`,
		);
	const models = values.model ? [values.model as ModelName] : MODELS;
	return { ...values, models, rounds };
}

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
