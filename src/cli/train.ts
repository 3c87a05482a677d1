import { Command, Option } from "commander";
import { describePipeline, readPipeline, STEP_NAMES } from "../augment";
import { MODELS, type ModelName } from "../model";
import { INTERRUPTED, stopGently, toldOf } from "./interrupt";
import {
	dataOption,
	example,
	overwriteOption,
	positiveNumber,
	shareBelowOne,
	wholeNumber,
} from "./options";

interface TrainArguments {
	augment?: string | true;
	model: ModelName;
	data?: string;
	out: string;
	epochs?: number;
	batch?: number;
	learningRate?: number;
	patience?: number;
	holdOut?: number;
	teacher?: string;
	precision?: "float32" | "bf16";
	seed?: number;
	resume?: boolean;
	overwrite?: boolean;
}

/** `keypoints train`: trains a model into a folder. */
export function trainCommand(): Command {
	return new Command("train")
		.description(
			"Train a model. A fifth of the people is held out to measure it; training of most models ends early when that error no longer falls. Ctrl-C ends after the batch and keeps a checkpoint.",
		)
		.addOption(
			new Option("--model <name>", "which model")
				.choices(Object.keys(MODELS))
				.makeOptionMandatory(),
		)
		.addOption(dataOption())
		.requiredOption("--out <folder>", "where the run is kept")
		.option(
			"--augment [pipeline]",
			"change each training face a little, anew in each epoch: mild (default), medium, strong, none, or a JSON file with your own steps; the held-out faces stay as they are. The keypoint models do medium by themselves",
		)
		.option("--epochs <n>", "times each face is shown, at most", wholeNumber(1))
		.option(
			"--batch <n>",
			"faces a batch (default: the model's)",
			wholeNumber(1),
		)
		.option(
			"--learning-rate <x>",
			"highest learning rate (default: the model's)",
			positiveNumber,
		)
		.option(
			"--patience <n>",
			"epochs without a lower error after which to stop (default: the model's)",
			wholeNumber(1),
		)
		.option(
			"--hold-out <share>",
			"share of the faces to measure on, whole people of them; 0 trains on all (default: 0.2)",
			shareBelowOne,
		)
		.option(
			"--teacher <run>",
			"a trained run, or models/slim or models/full, that stands in where a face has no label (default: such points have no part in training)",
		)
		.addOption(
			new Option(
				"--precision <name>",
				"numbers to multiply in: bf16 is faster, and coarser, on processors with AMX or AVX512-BF16 (default: float32)",
			).choices(["float32", "bf16"]),
		)
		.option(
			"--seed <n>",
			"decides all that is random (default: 0)",
			wholeNumber(0),
		)
		.addOption(
			new Option(
				"--resume",
				"continue the run that stands in the folder",
			).conflicts("overwrite"),
		)
		.addOption(overwriteOption())
		.addHelpText(
			"after",
			`\nSteps for --augment: ${STEP_NAMES.join(", ")}. A file is a list of them, as in\n  [{ "step": "rotation", "degrees": [-15, 15], "probability": 0.5 }]\n${example(
				"train --model resnet --data data/ --out runs/first",
				"train --model resnet --data data/ --out runs/second --augment",
				"train --model resnet --data data/ --out runs/third --augment own.json",
				"train --model resnet --data data/ --out runs/first --resume",
			)}`,
		)
		.action(train);
}

async function train(options: TrainArguments): Promise<void> {
	const { startBackend } = await import("../backend");
	const { locateData } = await import("../dataset");
	const { printReport, trainRun } = await import("../train");
	const { RECIPES } = await import("../run");
	const { model, data: path, out, batch, augment: named, ...rest } = options;
	const augment =
		named === undefined
			? undefined
			: readPipeline(named === true ? "mild" : named);
	const data = locateData(path);
	const { description, advice } = await startBackend();
	console.log(description);
	if (advice) console.log(advice);
	console.log(`data: ${data.training} (${data.origin})`);
	const pipeline = augment ?? RECIPES[model].augment;
	if (pipeline)
		console.log(
			`augmentation:\n${describePipeline(pipeline).replace(/^/gm, "  ")}`,
		);
	const result = await stopGently((signal, gently) =>
		trainRun(model, data, out, {
			...{ ...rest, batchSize: batch, augment, signal },
			reporter: toldOf(gently, printReport()),
		}),
	);
	if (result.ended === "interrupted") {
		console.log(`stopped; continue with --resume. The run is in ${out}`);
		process.exitCode = INTERRUPTED;
		return;
	}
	const why =
		result.ended === "no improvement" ? " (no lower error since)" : "";
	console.log(
		options.holdOut === 0
			? `trained on all faces: the weights of epoch ${result.bestEpoch}; nothing was held out to measure them on`
			: `best: ${result.bestRmsePixels.toFixed(3)} px RMSE on the held-out faces, in epoch ${result.bestEpoch} of ${result.history.length}${why}`,
	);
	console.log(
		`in ${out}: best.safetensors, last.safetensors, log.csv, run.json. Next: npx keypoints ${options.holdOut === 0 ? "submit" : "evaluate"} ${out}`,
	);
}
