import { existsSync } from "node:fs";
import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { startBackend } from "../backend";
import { modelOf, readCheckpoint } from "./checkpoint";
import { locateRun, type RunDescription, readRun } from "./runFolder";

/** A trained run, ready to predict. */
export interface TrainedRun {
	/** The model of the best epoch; the caller disposes it. */
	network: tf.LayersModel;
	description: RunDescription;
	/** The epoch whose weights these are. */
	epoch: number;
}

/**
 * Opens the best checkpoint of a run.
 *
 * @param named the folder of a run, or `models/slim` or `models/full` for a model
 *   that comes with the project
 * @throws where the folder holds no run, or one without a completed epoch
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
	const network = await modelOf(checkpoint);
	return { network, description, epoch: checkpoint.progress.epoch };
}
