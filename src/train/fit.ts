import { existsSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { choosePrecision, readsLate, startBackend } from "../backend";
import { giveTurn } from "../base";
import {
	checkFaces,
	type Faces,
	faceCount,
	labelledCount,
	labelsOf,
} from "../dataset";
import { labelSources } from "../face";
import { hasCorrection, predict } from "../model";
import {
	checkPair,
	type EpochRecord,
	learningRateAt,
	measure,
	readCheckpoint,
	restoreAverage,
	restoreModel,
	restoreOptimizer,
	saveCheckpoint,
	type TrainingState,
} from "../run";
import { deviceLoss } from "../webgpu";
import { createFeed, type Feed } from "./feed";
import { fitCorrection } from "./fitCorrection";
import { type FitOptions, type FitSettings, withDefaults } from "./fitOptions";
import { writeLog } from "./log";
import { type BatchFigures, MetricReader } from "./metricReader";
import { Optimizer } from "./optimizer";
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
	private readonly metrics: MetricReader;
	private bestWeights: tf.Tensor[] = [];
	private bestProgress: TrainingState | undefined;
	private progress: TrainingState = {
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
		checkFaces(training, "fit");
		if (labelledCount(training) === 0 && !settings.teacher)
			throw missingLabels("to train on", training);
		const { validation } = settings;
		if (validation) checkFaces(validation, "fit");
		if (validation && labelledCount(validation) === 0)
			throw missingLabels("held out to measure on", validation);
		const variables = trainableVariables(network);
		this.optimizer = new Optimizer(variables, settings.optimizer);
		this.step = new TrainStep(network, this.optimizer, settings.loss);
		this.metrics = new MetricReader(settings.reporter.batch !== undefined);
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
		// A run that is killed in its first epoch goes on from here.
		if (this.progress.step === 0) await this.save("last");
		this.feed = createFeed(training, targets, settings);
		reporter.start?.({
			faces: faceCount(this.training),
			validationFaces: faceCountOrNone(this.settings.validation),
			epochs,
			history: this.progress.history,
		});
		try {
			return this.result(await this.train(this.feed));
		} catch (error) {
			throw (await this.lostDevice()) ?? error;
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
			const isWhole =
				(await this.trainEpoch(feed)) &&
				(await this.unlessStopped(() => this.finishEpoch()));
			if (!isWhole) {
				await this.save("last");
				return "interrupted";
			}
		}
		this.restoreBest();
		const isCorrected = await this.unlessStopped(() => this.correct());
		return isCorrected ? ended : "interrupted";
	}

	/** Does something that the signal may stop; false where it did. */
	private async unlessStopped(work: () => Promise<void>): Promise<boolean> {
		const { signal } = this.settings;
		try {
			await work();
			return true;
		} catch (error) {
			if (!signal?.aborted || error !== signal.reason) throw error;
			return false;
		}
	}

	/** Fits the correction of a model that has one to the best weights. */
	private async correct(): Promise<void> {
		const { network, training } = this;
		const { signal } = this.settings;
		if (!hasCorrection(network)) return;
		await fitCorrection(network, training, { signal });
		await this.save("best", this.bestProgress);
	}

	/** Trains what is left of an epoch; false where it was interrupted. */
	private async trainEpoch(feed: Feed): Promise<boolean> {
		const { batchSize, signal } = this.settings;
		const progress = this.progress;
		const batches = Math.ceil(faceCount(this.training) / batchSize);
		while (progress.batch < batches && !signal?.aborted) {
			const started = performance.now();
			await this.trainBatch(feed, this.stepSettings(batches));
			const isShown = progress.batch === batches || this.metrics.isDue();
			if (isShown) await this.count();
			progress.seconds += (performance.now() - started) / 1000;
			if (isShown) this.report();
			// Ctrl-C and a notebook's interrupt are only heard between batches.
			await giveTurn();
		}
		await this.count();
		return progress.batch === batches;
	}

	private async trainBatch(feed: Feed, settings: StepSettings): Promise<void> {
		const { progress, step } = this;
		const { learningRate } = settings;
		const batch = await feed.batch(progress.epoch, progress.batch);
		const of = { batch: progress.batch, learningRate };
		if (readsLate())
			this.metrics.add({ ...of, ...step.enqueue(batch, settings) });
		else this.countBatch({ ...of, ...step.run(batch, settings) });
		progress.step++;
		progress.batch++;
		this.average?.update(progress.step);
	}

	/** Takes in the figures of all batches so far. */
	private async count(): Promise<void> {
		for (const figures of await this.metrics.read()) this.countBatch(figures);
	}

	private countBatch(figures: BatchFigures): void {
		const { progress } = this;
		const { loss, squaredError, labels } = figures;
		if (!Number.isFinite(loss)) throw this.notFinite(figures);
		progress.loss += loss * labels;
		progress.squaredError += squaredError;
		progress.labels += labels;
	}

	private report(): void {
		const { progress, settings } = this;
		// Of faces without a label there is nothing to say yet.
		if (progress.labels === 0) return;
		const faces = faceCount(this.training);
		const done = Math.min(progress.batch * settings.batchSize, faces);
		settings.reporter.batch?.({
			epoch: progress.epoch + 1,
			facesDone: done,
			loss: progress.loss / progress.labels,
			rmsePixels: this.trainingRmse(),
			imagesPerSecond: done / progress.seconds,
		});
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
		const validationRmsePixels = await this.validate(validation);
		const record: EpochRecord = {
			epoch: progress.epoch + 1,
			loss: progress.loss / progress.labels,
			rmsePixels: this.trainingRmse(),
			...(validationRmsePixels !== undefined && { validationRmsePixels }),
			learningRate: this.lastLearningRate(),
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
			this.average?.swap();
			this.keepBest(structuredClone(progress));
			await this.save("best");
			this.average?.swap();
		}
		await this.save("last");
		if (checkpoints) await writeLog(checkpoints.folder, progress.history);
		reporter.epoch?.(record, better);
	}

	private async validate(faces?: Faces): Promise<number | undefined> {
		if (!faces) return undefined;
		const { signal } = this.settings;
		const labels = labelsOf(faces);
		const sources = labelSources(labels);
		this.average?.swap();
		try {
			const options = { sources, signal };
			const predicted = await predict(this.network, faces.images, options);
			return measure(predicted, labels).rmsePixels;
		} finally {
			this.average?.swap();
		}
	}

	/** The learning rate of an epoch's last batch. */
	private lastLearningRate(): number {
		const { schedule, learningRate, epochs, batchSize } = this.settings;
		const batches = Math.ceil(faceCount(this.training) / batchSize);
		const at = this.progress.epoch + (batches - 1) / batches;
		return learningRateAt(schedule, learningRate, at, epochs);
	}

	private trainingRmse(): number {
		return Math.sqrt(this.progress.squaredError / this.progress.labels);
	}

	private bestError(): number {
		const best = this.bestProgress;
		return best
			? errorOf(best.history[best.epoch - 1])
			: Number.POSITIVE_INFINITY;
	}

	private withoutImprovement(): boolean {
		const { epoch, bestEpoch } = this.progress;
		return epoch - bestEpoch >= this.settings.patience;
	}

	private keepBest(progress: TrainingState): void {
		this.bestProgress = progress;
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

	private async save(
		which: "best" | "last",
		progress = this.progress,
	): Promise<void> {
		const { checkpoints } = this.settings;
		if (!checkpoints) return;
		await saveCheckpoint(
			join(checkpoints.folder, `${which}.safetensors`),
			this.network,
			progress,
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
		const bestPath = join(folder, "best.safetensors");
		this.progress = last.progress;
		if (last.progress.bestEpoch || existsSync(bestPath)) {
			const best = await readCheckpoint(bestPath);
			checkPair(folder, best.progress, last.progress);
			restoreModel(this.network, best);
			this.keepBest(best.progress);
			// It is one epoch ahead where the run was killed between the two.
			this.progress.bestEpoch = best.progress.epoch;
		}
		// Killed a moment later, the log lacks what the checkpoint knows.
		await writeLog(folder, this.progress.history);
		restoreModel(this.network, last);
		restoreOptimizer(this.optimizer, last);
		if (this.average) restoreAverage(this.average, last);
	}

	private notFinite({ loss, batch, learningRate }: BatchFigures): Error {
		const { epoch } = this.progress;
		return new Error(
			`fit: invalid loss: ${loss} in epoch ${epoch + 1}, batch ${batch + 1}, at a learning rate of ${learningRate}; expected a finite number. ` +
				"The weights have grown too large: try a learning rate ten times smaller, or a schedule with a warm-up. The last checkpoint is from before this epoch",
		);
	}

	/** The error to end with where the GPU was lost, else undefined. */
	private async lostDevice(): Promise<Error | undefined> {
		const loss = await deviceLoss();
		if (!loss) return undefined;
		const { checkpoints } = this.settings;
		const { epoch, batch } = this.progress;
		const kept =
			checkpoints && epoch
				? `The checkpoint of epoch ${epoch} is in ${checkpoints.folder}: a new process goes on from there with --resume (in a library call \`resume: true\`), also on another backend`
				: "There is no checkpoint yet: one is kept after each epoch, where a folder for it is given";
		return new Error(
			`fit: lost the GPU in epoch ${epoch + 1}, batch ${batch + 1}: ${loss.message}. ${kept}`,
		);
	}

	private result(ended: FitResult["ended"]): FitResult {
		const { history, bestEpoch } = this.progress;
		return { history, bestEpoch, bestRmsePixels: this.bestError(), ended };
	}

	async dispose(): Promise<void> {
		await this.feed?.close();
		tf.dispose(this.bestWeights);
		this.metrics.dispose();
		this.step.dispose();
		this.average?.dispose();
		this.optimizer.dispose();
	}
}

function missingLabels(which: string, faces: Faces): Error {
	return new Error(
		`fit: missing labels: none of the ${faceCount(faces)} faces ${which} has one, from ${faces.source}; expected some with labels`,
	);
}

/** What "best" goes by. */
function errorOf({ validationRmsePixels, rmsePixels }: EpochRecord): number {
	return validationRmsePixels ?? rmsePixels;
}

function faceCountOrNone(faces?: Faces): number {
	return faces ? faceCount(faces) : 0;
}
