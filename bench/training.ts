import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Option } from "commander";
import { describeMachine, describeMoment } from "../src/backend";
import { projectFolder } from "../src/base";
import { wholeNumber } from "../src/cli/options";
import type { ModelName } from "../src/model";
import { benchCommand } from "./arguments/command";
import { writeSection } from "./results/section";
import { benchFaces, writeFaces } from "./training/data";
import { measureModel } from "./training/measure";
import { reportOf, stepOverKernels, timesKeras } from "./training/report";

const MODELS: ModelName[] = ["cnn", "resnet"];
const ROUNDS = 5;

const ABOUT = `Train the project's models here, in Keras and in stock TensorFlow.js, in turn. A run of both models with at least ${ROUNDS} rounds goes into bench/RESULTS.md.`;

/**
 * Trains the same models on the same faces here, in Keras 3 and in stock
 * TensorFlow.js, each in a process of its own, in turn. The last line is
 * `training RATIO`: the images a second here over those in Keras, of the model
 * where it is smaller; the line before it `step-over-kernels RATIO`: a step here
 * over its convolutions and matrix products alone, of the model where it is larger.
 */
async function main(): Promise<void> {
	const {
		model,
		rounds,
		sweep = false,
	} = benchCommand("training", ABOUT)
		.option("--sweep", "also images a second as the batch grows from 16 to 256")
		.option("--rounds <n>", "rounds each", wholeNumber(1), ROUNDS)
		.addOption(
			new Option("--model <name>", "one model instead of both").choices(MODELS),
		)
		.parse()
		.opts<{ model?: ModelName; rounds: number; sweep?: boolean }>();
	const models = model ? [model] : MODELS;
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

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
