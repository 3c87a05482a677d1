import type * as tf from "@tensorflow/tfjs";
import { version_core } from "@tensorflow/tfjs";
import { type Backend, startBackend } from "../backend";
import { projectVersion } from "../base";
import type { Faces } from "../dataset";
import {
	checkFolder,
	checkSameSplit,
	type RunConfig,
	type RunDescription,
	removeRun,
	writeRun,
} from "../run";
import { type FitResult, fit } from "./fit";
import type { FitReporter } from "./report";

/** What a run trains. */
export interface PreparedRun {
	/** The untrained model; {@link trainInto} disposes it. */
	network: tf.LayersModel;
	training: Faces;
	/** Measured after each epoch, to keep the best. Default none: the last is kept. */
	validation?: Faces;
	/** Stands in where a training face has no label; {@link trainInto} disposes it. */
	teacher?: tf.LayersModel;
	/** In words: how the faces were put into groups that are held out together. */
	groups: string;
}

export interface TrainingOptions {
	/** Continue the run that stands in the folder. Default false. */
	resume?: boolean;
	/** Replace the run or the model that stands in the folder. Default false. */
	overwrite?: boolean;
	/** Ends training after the batch under way, keeping a checkpoint. */
	signal?: AbortSignal;
	reporter?: FitReporter;
}

/**
 * Trains prepared faces into a run's folder, which the caller holds locked:
 * `run.json`, `log.csv`, `best.safetensors`, `last.safetensors`.
 *
 * @param prepare called once the folder is known to be free for this run
 * @throws where the folder holds another run, or the loss is not finite
 */
export async function trainInto(
	folder: string,
	config: RunConfig,
	prepare: () => Promise<PreparedRun>,
	options: TrainingOptions = {},
): Promise<FitResult> {
	const { resume = false, overwrite = false, signal, reporter } = options;
	const before = await checkFolder(folder, config, { resume, overwrite });
	const backend = await startBackend();
	const { network, training, validation, teacher, groups } = await prepare();
	try {
		const description: RunDescription = {
			config,
			groups,
			validationRows: [...(validation?.rows ?? [])],
			versions: versionsOf(backend),
			backend: backend.description,
		};
		if (before) checkSameSplit(folder, before, description);
		if (overwrite) await removeRun(folder);
		await writeRun(folder, description);
		return await fit(network, training, {
			...config,
			...{ validation, teacher },
			checkpoints: {
				folder,
				description: { run: JSON.stringify(description) },
				resume,
			},
			signal,
			reporter,
		});
	} finally {
		network.dispose();
		teacher?.dispose();
	}
}

function versionsOf(backend: Backend): Record<string, string> {
	return {
		"facial-keypoints": projectVersion(),
		node: process.versions.node,
		"@tensorflow/tfjs": version_core,
		[backend.name]: backend.version,
	};
}
