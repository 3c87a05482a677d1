import { existsSync } from "node:fs";
import { join } from "node:path";
import { startBackend } from "../backend";
import { Detector } from "../model";
import { type Checkpoint, modelOf, readCheckpoint } from "./checkpoint";
import { checkPairIn } from "./pair";
import { predictionOf } from "./recipe";
import {
	differences,
	locateRun,
	type RunDescription,
	readRun,
} from "./runFolder";

/** A trained run, ready to predict as its recipe says. */
export class TrainedRun extends Detector {
	/**
	 * @param network the model of the best epoch
	 * @param description how it was trained, and on what
	 * @param epoch the epoch whose weights these are
	 */
	constructor(
		network: Detector["network"],
		readonly description: RunDescription,
		readonly epoch: number,
	) {
		super(network, predictionOf(description.config));
	}
}

/**
 * Opens the best checkpoint of a run: `(await openRun("models/slim")).predict(images)`.
 *
 * @param named the folder of a run, or `models/slim` or `models/full` for a model
 *   that comes with the project
 * @returns a detector; the caller disposes it
 * @throws where the folder holds no run, one without a completed epoch, or files of
 *   several runs
 */
export async function openRun(named: string): Promise<TrainedRun> {
	const folder = locateRun(named);
	const description = readRun(folder);
	const file = join(folder, "best.safetensors");
	if (!existsSync(file))
		throw new Error(
			`openRun: missing checkpoint: ${folder} has no best.safetensors; expected a run that has completed an epoch (continue it with --resume)`,
		);
	await startBackend();
	const checkpoint = await readCheckpoint(file);
	await checkPairIn(folder, checkpoint.progress);
	checkDescription(folder, checkpoint, description);
	const network = await modelOf(checkpoint);
	return new TrainedRun(network, description, checkpoint.progress.epoch);
}

/** Checks that the description beside a checkpoint is the one that it was trained by. */
function checkDescription(
	folder: string,
	{ description: { run } }: Checkpoint,
	description: RunDescription,
): void {
	if (!run) return;
	const own: RunDescription = JSON.parse(run);
	const differing = differences(own.config, description.config);
	if (String(own.validationRows) !== String(description.validationRows))
		differing.push("the rows held out are others");
	if (differing.length)
		throw new Error(
			`openRun: invalid run: run.json in ${folder} is of another run than best.safetensors: ${differing.join("; ")}; expected both as one training wrote them: copy both from one place`,
		);
}
