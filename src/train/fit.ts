import { existsSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { choosePrecision, startBackend } from "../backend";
import { coordinatesOf, type Faces, faceCount, labelSources } from "../dataset";
import { predict } from "../model";
import {
	type EpochRecord,
	type Progress,
	readCheckpoint,
	restoreAverage,
	restoreModel,
	restoreOptimizer,
	saveCheckpoint,
} from "./checkpoint";
import { createFeed, type Feed } from "./feed";
import { type FitOptions, type FitSettings, withDefaults } from "./fitOptions";
import { writeLog } from "./log";
import { measure } from "./measures";
import { Optimizer } from "./optimizer";
import { learningRateAt } from "./schedule";
import { type StepSettings, TrainStep, trainableVariables } from "./step";
import { trainingTargets } from "./targets";
import { WeightAverage } from "./weightAverage";

/** How a training run ended. */
export interface FitResult {
	history: EpochRecord[];
	/** The epoch whose weights the model now has (after an interruption: has not). Without validation faces, the last. */
	bestEpoch: number;
	/** Its error: on the validation faces, or in training where there are none. */
	bestRmsePixels: number;
	/** Why training ended. */
	ended: "all epochs" | "no improvement" | "interrupted";
}

/**
 * Trains a model on faces with gaps in their labels: a masked loss, Adam or AdamW,
 * augmentation, validation after each epoch, early stopping, checkpoints.
 *
 * Ends with the weights of the epoch that was best on the validation faces, or of
 * the last where there are none: training error is no guide. The
 * same seed gives the same weights on the same machine and backend, also where
 * the run was stopped and resumed in between.
 *
 * @param network from `[n, 96, 96, 1]` in [0, 1] to `[n, 30]` in pixels, or to
 *   `[n, 34]` with outputs for both labelling sources; changed in place
 * @param training faces with labels
 * @throws where an option is out of range, there is no face to train on, or the
 *   loss is not finite
 */
export async function fit(
	network: tf.LayersModel,
	training: Faces,
	options: FitOptions = {},
): Promise<FitResult> {
	const run = new Fit(network, training, withDefaults(options));
	try {
		return await run.run();
	} finally {
		await run.dispose();
	}
}

/** One call of {@link fit}: its state, and what is done with it. */
class Fit {
	private feed: Feed | undefined;
	private readonly optimizer: Optimizer;
	private readonly step: TrainStep;
	private readonly average: WeightAverage | undefined;
	private bestWeights: tf.Tensor[] = [];
	private progress: Progress = {
		epoch: 0,
		batch: 0,
		loss: 0,
		squaredError: 0,
		labels: 0,
		seconds: 0,
		step: 0,
		bestEpoch: 0,
		history: [],
	};

	constructor(
		private readonly network: tf.LayersModel,
		private readonly training: Faces,
		private readonly settings: FitSettings,
	) {
		if (faceCount(training) === 0)
			throw new Error(
				`fit: missing faces: ${training.source} gives none to train on; expected at least one`,
			);
		const variables = trainableVariables(network);
		this.optimizer = new Optimizer(variables, settings.optimizer);
		this.step = new TrainStep(network, this.optimizer, settings.loss);
		if (settings.averageDecay)
			this.average = new WeightAverage(network, settings.averageDecay);
	}

	async run(): Promise<FitResult> {
		const { epochs, reporter, checkpoints } = this.settings;
		await startBackend();
		choosePrecision(this.settings.precision);
		if (checkpoints?.resume) await this.resume(checkpoints.folder);
		const { network, training, settings } = this;
		const targets = await trainingTargets(network, training, settings.teacher);
		this.feed = createFeed(training, targets, settings);
		reporter.start?.({
			faces: faceCount(this.training),
			validationFaces: faceCountOrNone(this.settings.validation),
			epochs,
			history: this.progress.history,
		});
		try {
			return this.result(await this.train(this.feed));
		} finally {
			reporter.end?.();
		}
	}

	/** Trains to the end, whichever comes; says which. */
	private async train(feed: Feed): Promise<FitResult["ended"]> {
		let ended: FitResult["ended"] = "all epochs";
		while (this.progress.epoch < this.settings.epochs) {
			if (this.withoutImprovement()) {
				ended = "no improvement";
				break;
			}
			if (!(await this.trainEpoch(feed))) {
				await this.save("last");
				return "interrupted";
			}
			await this.finishEpoch();
		}
		this.restoreBest();
		return ended;
	}

	/** Trains what is left of an epoch; false where it was interrupted. */
	private async trainEpoch(feed: Feed): Promise<boolean> {
		const { batchSize, reporter, signal } = this.settings;
		const progress = this.progress;
		const faces = faceCount(this.training);
		const batches = Math.ceil(faces / batchSize);
		while (progress.batch < batches) {
			if (signal?.aborted) return false;
			const started = performance.now();
			const settings = this.stepSettings(batches);
			const batch = await feed.batch(progress.epoch, progress.batch);
			const { loss, squaredError, labels } = this.step.run(batch, settings);
			if (!Number.isFinite(loss)) throw this.notFinite(loss, settings);
			progress.loss += loss * labels;
			progress.squaredError += squaredError;
			progress.labels += labels;
			progress.step++;
			this.average?.update(progress.step);
			progress.batch++;
			progress.seconds += (performance.now() - started) / 1000;
			const done = Math.min(progress.batch * batchSize, faces);
			reporter.batch?.({
				epoch: progress.epoch + 1,
				facesDone: done,
				loss: progress.loss / progress.labels,
				rmsePixels: this.trainingRmse(),
				imagesPerSecond: done / progress.seconds,
			});
			// Ctrl-C and a notebook's interrupt are only heard between batches.
			await new Promise(setImmediate);
		}
		return true;
	}

	private stepSettings(batches: number): StepSettings {
		const { schedule, learningRate, epochs } = this.settings;
		const { epoch, batch, step } = this.progress;
		const at = epoch + batch / batches;
		return {
			step,
			learningRate: learningRateAt(schedule, learningRate, at, epochs),
			done: at / epochs,
		};
	}

	/** Validates, keeps the weights if they are the best so far, logs, saves. */
	private async finishEpoch(): Promise<void> {
		const { validation, reporter, checkpoints } = this.settings;
		const progress = this.progress;
		const started = performance.now();
		this.average?.swap();
		const validationRmsePixels = await this.validate(validation);
		const record: EpochRecord = {
			epoch: progress.epoch + 1,
			loss: progress.loss / progress.labels,
			rmsePixels: this.trainingRmse(),
			...(validationRmsePixels !== undefined && { validationRmsePixels }),
			learningRate: this.stepSettings(1).learningRate,
			imagesPerSecond: faceCount(this.training) / progress.seconds,
			seconds: progress.seconds + (performance.now() - started) / 1000,
		};
		progress.history.push(record);
		Object.assign(progress, { epoch: record.epoch, batch: 0 });
		Object.assign(progress, { loss: 0, squaredError: 0, labels: 0 });
		progress.seconds = 0;
		const better = !validation || !(errorOf(record) >= this.bestError());
		if (better) {
			progress.bestEpoch = record.epoch;
			this.keepBest();
			await this.save("best");
		}
		this.average?.swap();
		await this.save("last");
		if (checkpoints) await writeLog(checkpoints.folder, progress.history);
		reporter.epoch?.(record, better);
	}

	private async validate(faces?: Faces): Promise<number | undefined> {
		if (!faces) return undefined;
		const labels = coordinatesOf(faces);
		const sources = labelSources(labels);
		const predicted = await predict(this.network, faces.images, { sources });
		return measure(predicted, labels).rmsePixels;
	}

	private trainingRmse(): number {
		return Math.sqrt(this.progress.squaredError / this.progress.labels);
	}

	private bestError(): number {
		const { history, bestEpoch } = this.progress;
		return bestEpoch
			? errorOf(history[bestEpoch - 1])
			: Number.POSITIVE_INFINITY;
	}

	private withoutImprovement(): boolean {
		const { epoch, bestEpoch } = this.progress;
		return epoch - bestEpoch >= this.settings.patience;
	}

	private keepBest(): void {
		tf.dispose(this.bestWeights);
		// A clone shares its memory until training assigns new values.
		this.bestWeights = this.network.weights.map((weight) =>
			weight.read().clone(),
		);
	}

	private restoreBest(): void {
		this.bestWeights.forEach((best, i) => {
			(this.network.weights[i].read() as tf.Variable).assign(best);
		});
	}

	private async save(which: "best" | "last"): Promise<void> {
		const { checkpoints } = this.settings;
		if (!checkpoints) return;
		await saveCheckpoint(
			join(checkpoints.folder, `${which}.safetensors`),
			this.network,
			this.progress,
			checkpoints.description ?? {},
			which === "last"
				? { optimizer: this.optimizer, average: this.average }
				: undefined,
		);
	}

	private async resume(folder: string): Promise<void> {
		const path = join(folder, "last.safetensors");
		if (!existsSync(path)) return;
		const last = await readCheckpoint(path);
		this.progress = last.progress;
		if (last.progress.bestEpoch) {
			const best = await readCheckpoint(join(folder, "best.safetensors"));
			restoreModel(this.network, best);
			this.keepBest();
		}
		restoreModel(this.network, last);
		restoreOptimizer(this.optimizer, last);
		if (this.average) restoreAverage(this.average, last);
	}

	private notFinite(loss: number, { learningRate }: StepSettings): Error {
		const { epoch, batch } = this.progress;
		return new Error(
			`fit: invalid loss: ${loss} in epoch ${epoch + 1}, batch ${batch + 1}, at a learning rate of ${learningRate}; expected a finite number. ` +
				"The weights have grown too large: try a learning rate ten times smaller, or a schedule with a warm-up. The last checkpoint is from before this epoch",
		);
	}

	private result(ended: FitResult["ended"]): FitResult {
		const { history, bestEpoch } = this.progress;
		return { history, bestEpoch, bestRmsePixels: this.bestError(), ended };
	}

	async dispose(): Promise<void> {
		await this.feed?.close();
		tf.dispose(this.bestWeights);
		this.step.dispose();
		this.average?.dispose();
		this.optimizer.dispose();
	}
}

/** What "best" goes by. */
function errorOf({ validationRmsePixels, rmsePixels }: EpochRecord): number {
	return validationRmsePixels ?? rmsePixels;
}

function faceCountOrNone(faces?: Faces): number {
	return faces ? faceCount(faces) : 0;
}
