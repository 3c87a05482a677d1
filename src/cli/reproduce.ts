import { join } from "node:path";
import { Command } from "commander";
import type { CandidateRecord } from "../published";
import { INTERRUPTED, stopGently, toldOf } from "./interrupt";
import { dataOption, example, wholeNumber } from "./options";

interface ReproduceArguments {
	data?: string;
	out: string;
	table?: string;
	seed: number;
	epochs?: number;
	tableOnly?: boolean;
}

/** `keypoints reproduce`: trains the published systems, and makes the table. */
export function reproduceCommand(): Command {
	return new Command("reproduce")
		.description(
			"Train published systems for this task as their texts describe them, with Keras' defaults where they are silent, on the data that is there; measure them on people that none has seen, and write a table of that beside what they reported. Takes hours on real data. Ctrl-C ends after the batch; the same command goes on, and trains nothing twice.",
		)
		.argument(
			"[recipe...]",
			"which: resnet-dropout, resnet-flips, cnn-checkpoint, cnn-all-rows, cnn-batch-norm; keypoint-slim or keypoint-full to compare with; or the folder of your own run, trained with the same data and seed (default: the five and keypoint-slim)",
		)
		.addOption(dataOption())
		.option(
			"--out <folder>",
			"where the runs are kept",
			join("runs", "reproduce"),
		)
		.option(
			"--table <file>",
			"the table to write (default: RESULTS.md in that folder)",
		)
		.option(
			"--seed <n>",
			"decides who is held out, and all that is random",
			wholeNumber(0),
			0,
		)
		.option(
			"--epochs <n>",
			"at most so many epochs each, to try it out (default: as published)",
			wholeNumber(1),
		)
		.option(
			"--table-only",
			"train nothing: write the table of what has finished in the folder",
		)
		.addHelpText(
			"after",
			example(
				"reproduce --data data/",
				"reproduce cnn-checkpoint --data data/ --epochs 5 --out runs/try --table try.md",
				"reproduce runs/first --data data/",
				"reproduce --table-only",
			),
		)
		.action(reproduce);
}

async function reproduce(
	recipes: string[],
	options: ReproduceArguments,
): Promise<void> {
	const { locateData } = await import("../dataset");
	const { startBackend } = await import("../backend");
	const { reproduce, TABLE, USUAL, writeTable } = await import("../published");
	const { printReport } = await import("../train");
	const { out, table = join(out, TABLE), seed, epochs, tableOnly } = options;
	if (tableOnly) {
		await writeTable(out, table);
		console.log(`${table}: written`);
		return;
	}
	const names = recipes.length ? recipes : USUAL;
	const data = locateData(options.data);
	console.log((await startBackend()).description);
	console.log(`data: ${data.training} (${data.origin})`);
	let begun = 0;
	const ended = await stopGently((signal, gently) =>
		reproduce(data, {
			...{ names, out, table, seed, epochs, signal },
			reporter: toldOf(gently, printReport()),
			onStart: ({ rows, heldOut }) =>
				console.log(
					`held out for all: ${heldOut.rows.length} of ${rows} rows, by seed ${seed}`,
				),
			onCandidate: (name, title, finished) =>
				console.log(
					`\nrecipe ${++begun} of ${names.length}: ${finished ? `has finished before: ${summary(finished)}` : `${name}: ${title}`}`,
				),
			onRecord: (record) => console.log(summary(record)),
		}),
	);
	if (ended) console.log(`\n${table}: written; the runs are in ${out}`);
	else {
		console.log(
			`stopped; the same command goes on. What has finished is in ${table}`,
		);
		process.exitCode = INTERRUPTED;
	}
}

function summary({
	name,
	heldOut,
	validation,
	epochs,
}: CandidateRecord): string {
	const own = validation
		? `, ${validation.rmsePixels.toFixed(2)} px on its own validation rows`
		: "";
	return `${name}: ${heldOut.rmsePixels.toFixed(2)} px RMSE on people held out${own}, after ${epochs} epochs`;
}
