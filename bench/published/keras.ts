import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { augmentFaces } from "../../src/augment";
import { describeMachine, describeMoment } from "../../src/backend";
import { projectFolder } from "../../src/base";
import { type Faces, faceCount, selectFaces } from "../../src/dataset";
import { COORDINATE_COUNT } from "../../src/face";
import { predict } from "../../src/model";
import {
	type Candidate,
	type ComparedFaces,
	measureFaces,
	type OwnFaces,
	type PublishedSystem,
} from "../../src/published";
import type { RunConfig } from "../../src/run";
import { fit } from "../../src/train";
import { Contender } from "../training/contender";
import { stockCopy, writeFaces, writeWeights } from "../training/data";
import { type OnEpoch, rmsePixels } from "./here";
import type { SideResult } from "./results";

/** Where a training stands, as published.py tells it. */
interface KerasProgress {
	epoch: number;
	losses: number[];
	seconds: number;
	best: { epoch: number } | null;
	error?: string;
}

/**
 * Trains a recipe in Keras, or goes on with it, on the faces that the library
 * trains on with the same seed, changed in each epoch in the same way.
 *
 * @returns undefined where it was stopped
 * @throws where its network has another number of parameters than here, or its loss is not finite
 */
export async function trainKeras(
	folder: string,
	system: PublishedSystem,
	candidate: Candidate,
	{ heldOut }: ComparedFaces,
	onEpoch: OnEpoch,
	signal: AbortSignal,
): Promise<SideResult | undefined> {
	const own = candidate.split();
	const files = new FaceFiles(folder);
	const { network, training } = candidate.prepare(own);
	const parameters = network.countParams();
	const here = await stepsHere(network, training, candidate.config, files);
	network.dispose();
	const { contender, versions } = await startKeras(folder);
	try {
		const run = new KerasRun(contender, files, system, training, own);
		const { seed } = candidate.config;
		const answer = await run.start(seed, STEP_RATE);
		if (answer !== parameters)
			throw new Error(
				`published: ${system.name} has ${parameters} parameters here and ${answer} in Keras; expected the same network`,
			);
		const stepsDiffer = await run.compareSteps(here);
		await run.start(seed, system.learningRate);
		const untrainedRmse = rmsePixels(await run.predict(heldOut), heldOut);
		const { epochs } = candidate.config;
		const progress = await run.train(epochs, onEpoch, signal);
		if (!progress) return undefined;
		const measured = await measureFaces(
			(faces) => run.predict(faces),
			heldOut,
			own,
		);
		return {
			...{ name: system.name, title: system.title, side: "keras" },
			config: candidate.config,
			parameters,
			epochs: progress.epoch,
			keptEpoch:
				system.keeps === "best" && progress.best
					? progress.best.epoch
					: progress.epoch,
			seconds: progress.seconds,
			...measured,
			versions: JSON.parse(versions),
			machine: describeMachine(),
			moment: describeMoment(),
			untrainedRmse,
			stepsDiffer,
			losses: progress.losses,
		};
	} finally {
		contender.stop();
	}
}

/** Steps that both sides take from the same weights. */
const STEPS = 5;
const STEP_FACES = 32;
/**
 * So low that rounding stays rounding: an optimizer that divides by the size of a
 * gradient makes a whole step of what is nearly zero, in one direction or in the
 * other, and five full steps of batch norm after that are chaos.
 */
const STEP_RATE = 1e-5;
/** Rounding grows from step to step; a wrong momentum, rate or gradient moves all by per cents. */
const STEP_TOLERANCE = 5e-3;

/** Some steps on one batch, without dropout, by this library. */
interface StepsHere {
	faces: Faces;
	/** The folder of the weights that they began with. */
	weights: string;
	/** Before each step, in the units of the labels. */
	losses: number[];
	/** Behind the last, `[n, 30]` in pixels. */
	predicted: Float32Array;
}

async function stepsHere(
	network: tf.LayersModel,
	training: Faces,
	config: RunConfig,
	files: FaceFiles,
): Promise<StepsHere> {
	const count = Math.min(STEP_FACES, faceCount(training));
	const faces = selectFaces(
		training,
		Array.from({ length: count }, (_, i) => i),
	);
	const plain = await stockCopy(network, "none");
	const weights = files.writeWeights(plain);
	const { optimizer, loss } = config;
	const { history } = await fit(plain, faces, {
		...{ optimizer, loss, learningRate: STEP_RATE },
		...{ epochs: STEPS, batchSize: count },
		reporter: {},
	});
	const predicted = await predict(plain, faces.images);
	plain.dispose();
	return { faces, weights, losses: history.map(({ loss }) => loss), predicted };
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
	const largest = Math.max(...b.map(Math.abs));
	return a.reduce(
		(most, value, i) => Math.max(most, Math.abs(value - b[i]) / largest),
		a.length === b.length ? 0 : Number.POSITIVE_INFINITY,
	);
}

function startKeras(folder: string): ReturnType<typeof Contender.start> {
	const script = join(projectFolder(), "bench", "published.py");
	const python = process.env.BENCH_PYTHON ?? "python3";
	return Contender.start("Keras", [python, script, folder]);
}

/** Faces as files, under a name each. */
class FaceFiles {
	constructor(private readonly folder: string) {}

	/** Writes faces; returns where images and labels lie. */
	write(name: string, faces: Faces): [images: string, labels: string] {
		const folder = join(this.folder, name);
		mkdirSync(folder, { recursive: true });
		writeFaces(folder, faces);
		return [join(folder, "images.bin"), join(folder, "labels.bin")];
	}

	/** Writes a network's weights; returns the folder. */
	writeWeights(network: tf.LayersModel): string {
		const folder = join(this.folder, "steps");
		mkdirSync(folder, { recursive: true });
		writeWeights(folder, network);
		return folder;
	}

	/** A place for predictions. */
	get predictions(): string {
		return join(this.folder, "predicted.bin");
	}
}

/** A training of a system in Keras. */
class KerasRun {
	private seed = 0;

	constructor(
		private readonly contender: Contender,
		private readonly files: FaceFiles,
		private readonly system: PublishedSystem,
		private readonly training: Faces,
		private readonly own: OwnFaces,
	) {}

	/** Builds the untrained network; returns its number of parameters. */
	async start(seed: number, learningRate: number): Promise<number> {
		this.seed = seed;
		const { network, units, optimizer } = this.system;
		const { parameters } = await this.contender.ask<{ parameters: number }>(
			"start",
			{
				...{ network, units, optimizer: optimizer.kind, seed },
				...{ learning_rate: learningRate, batch: this.system.batchSize },
				rows: this.system.rows,
			},
		);
		return parameters;
	}

	/**
	 * Takes the same steps from the same weights as here.
	 *
	 * @returns the largest difference of a loss and of a prediction behind them, in
	 *   relation to the largest value
	 * @throws where it is more than rounding can explain
	 */
	async compareSteps({ faces, weights, losses, predicted }: StepsHere) {
		const [images, labels] = this.files.write("steps", faces);
		const theirs = await this.contender.ask<{ losses: number[] }>("steps", {
			...{ weights, images, labels, count: STEPS },
		});
		const most = Math.max(
			largestDifference(losses, theirs.losses),
			largestDifference([...predicted], [...(await this.predict(faces))]),
		);
		if (!(most <= STEP_TOLERANCE))
			throw new Error(
				`published: ${this.system.name} takes other steps here than in Keras: losses here ${losses.join(", ")}; in Keras ${theirs.losses.join(", ")}; they and the predictions behind them differ by ${most.toExponential(1)}; expected at most ${STEP_TOLERANCE}`,
			);
		return most;
	}

	/** Trains to the end, and takes the weights that the system keeps; undefined where it was stopped. */
	async train(
		epochs: number,
		onEpoch: OnEpoch,
		signal: AbortSignal,
	): Promise<KerasProgress | undefined> {
		const { contender, files, own, system } = this;
		let progress = await contender.ask<KerasProgress>("resume");
		const validation =
			system.keeps === "best" && own.validation
				? files.write("validation", own.validation)
				: undefined;
		let written = files.write("training", this.training);
		while (progress.epoch < epochs && !signal.aborted) {
			if (system.augment)
				written = files.write("training", this.augmented(progress.epoch));
			const [images, labels] = written;
			const before = progress.seconds;
			progress = await contender.ask<KerasProgress>("epoch", {
				...{ images, labels, validation },
			});
			if (progress.error)
				throw new Error(
					`published: ${system.name} in Keras: ${progress.error}`,
				);
			const loss = progress.losses[progress.epoch - 1];
			onEpoch(progress.epoch, loss, progress.seconds - before);
		}
		await contender.ask("save");
		if (progress.epoch < epochs) return undefined;
		if (validation) await contender.ask("keep");
		return progress;
	}

	/** What the library would train on in an epoch, from 0. */
	private augmented(epoch: number): Faces {
		const { augment = [] } = this.system;
		return augmentFaces(this.training, augment, { seed: this.seed, epoch });
	}

	/** `[n, 30]` in pixels. */
	async predict(faces: Faces): Promise<Float32Array> {
		const [images] = this.files.write("asked", faces);
		const out = this.files.predictions;
		writeFileSync(out, "");
		await this.contender.ask("predict", { images, out });
		const { buffer, byteOffset } = readFileSync(out);
		const count = faceCount(faces) * COORDINATE_COUNT;
		return new Float32Array(buffer.slice(byteOffset), 0, count);
	}
}
