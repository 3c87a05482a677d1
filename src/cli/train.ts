import { Command, Option } from "commander";
import { MODELS, type ModelName } from "../model";
import { INTERRUPTED, stopGently } from "./interrupt";
import { dataOption, example, positiveNumber, wholeNumber } from "./options";

interface TrainArguments {
	model: ModelName;
	data?: string;
	out: string;
	epochs?: number;
	batch?: number;
	learningRate?: number;
	patience?: number;
	seed?: number;
	resume?: boolean;
}

/** `keypoints train`: trains a model into a folder. */
export function trainCommand(): Command {
	return new Command("train")
		.description(
			"Train a model. A fifth of the people is held out to measure it; training ends early when that error no longer falls. Ctrl-C ends after the batch and keeps a checkpoint.",
		)
		.addOption(
			new Option("--model <name>", "which model")
				.choices(Object.keys(MODELS))
				.makeOptionMandatory(),
		)
		.addOption(dataOption())
		.requiredOption("--out <folder>", "where the run is kept")
		.option("--epochs <n>", "times each face is shown, at most", wholeNumber(1))
		.option("--batch <n>", "faces a batch (default: 64)", wholeNumber(1))
		.option(
			"--learning-rate <x>",
			"highest learning rate (default: the model's)",
			positiveNumber,
		)
		.option(
			"--patience <n>",
			"epochs without a lower error after which to stop (default: 10)",
			wholeNumber(1),
		)
		.option(
			"--seed <n>",
			"decides all that is random (default: 0)",
			wholeNumber(0),
		)
		.option("--resume", "continue the run that stands in the folder")
		.addHelpText(
			"after",
			example(
				"train --model resnet --data data/ --out runs/first",
				"train --model resnet --data data/ --out runs/first --resume",
			),
		)
		.action(train);
}

async function train(options: TrainArguments): Promise<void> {
	const { startBackend } = await import("../backend");
	const { locateData } = await import("../dataset");
	const { trainRun } = await import("../train");
	const data = locateData(options.data);
	console.log((await startBackend()).description);
	console.log(`data: ${data.training} (${data.origin})`);
	const { model, out, batch, ...rest } = options;
	const result = await stopGently((signal) =>
		trainRun(model, data, out, { ...rest, batchSize: batch, signal }),
	);
	if (result.ended === "interrupted") {
		console.log(`stopped; continue with --resume. The run is in ${out}`);
		process.exitCode = INTERRUPTED;
		return;
	}
	const why =
		result.ended === "no improvement" ? " (no lower error since)" : "";
	console.log(
		`best: ${result.bestRmsePixels.toFixed(3)} px RMSE on the held-out faces, in epoch ${result.bestEpoch} of ${result.history.length}${why}`,
	);
	console.log(
		`in ${out}: best.safetensors, last.safetensors, log.csv, run.json. Next: npx keypoints evaluate ${out}`,
	);
}
