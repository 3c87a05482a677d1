import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { PRESETS } from "../../src/augment";
import { startBackend } from "../../src/backend";
import type { Faces } from "../../src/dataset";
import { type EpochRecord, modelOf, readCheckpoint } from "../../src/run";
import { type FitOptions, type FitReporter, fit } from "../../src/train";
import { epochBatches } from "../../src/train/batches";
import { squares } from "../support/faces";
import { smallNetwork, weightsOf } from "../support/networks";
import { expectNoLeak } from "../support/tensors";

const SILENT: FitReporter = {};
const TRAINING = squares(50, 1, 0.3);
const VALIDATION = squares(20, 2);

/** Trains a new small network and gives it back with the result. */
async function train(options: FitOptions = {}) {
	const network = smallNetwork();
	const result = await fit(network, TRAINING, {
		validation: VALIDATION,
		epochs: 3,
		batchSize: 16,
		learningRate: 0.01,
		seed: 5,
		reporter: SILENT,
		...options,
	});
	const weights = weightsOf(network);
	network.dispose();
	return { weights, result };
}

/** A reporter that stops a run after some batches, as Ctrl-C does. */
function stopAfter(batches: number) {
	const controller = new AbortController();
	let seen = 0;
	const reporter: FitReporter = {
		batch() {
			if (++seen === batches) controller.abort();
		},
	};
	return { reporter, signal: controller.signal };
}

const errors = ({ rmsePixels, validationRmsePixels }: EpochRecord) => [
	rmsePixels,
	validationRmsePixels,
];

describe("fit", () => {
	let folder: string;

	before(() => startBackend());
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "fit-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("learns where a square is, from labels with gaps", async () => {
		const { result } = await train({ epochs: 50 });
		// Places are uniform over 56 pixels, so the best constant is 56 / √12 off.
		expect(result.bestRmsePixels).to.be.below((56 / Math.sqrt(12)) * 0.65);
	});

	it("gives the same weights for the same seed, and others for another", async () => {
		const { weights } = await train();
		expect((await train()).weights).to.deep.equal(weights);
		expect((await train({ seed: 6 })).weights).to.not.deep.equal(weights);
	});

	it("trains a model with dropout of TensorFlow.js, the same for the same seed", async () => {
		const train = async () => {
			const network = tf.sequential({
				layers: [
					tf.layers.flatten({ inputShape: [96, 96, 1] }),
					tf.layers.dropout({ rate: 0.5, seed: 3 }),
					tf.layers.dense({ units: 30, kernelInitializer: "zeros" }),
				],
			});
			await fit(network, TRAINING, { epochs: 2, reporter: SILENT });
			const weights = weightsOf(network);
			network.dispose();
			return weights;
		};
		expect(await train()).to.deep.equal(await train());
	});

	it("leaves no tensor behind", async () => {
		await train();
		await expectNoLeak(async () => {
			await train({ optimizer: { kind: "adamw" }, patience: 2 });
		});
	});

	it("keeps the number of tensors constant from batch to batch", async () => {
		const tf = await import("@tensorflow/tfjs");
		const counts = new Set<number>();
		await train({
			epochs: 1,
			reporter: { batch: () => counts.add(tf.memory().numTensors) },
		});
		expect(counts.size).to.equal(1);
	});

	for (const [batches, augment] of [
		...[1, 2, 4, 5, 9].map((batch) => [batch, undefined] as const),
		...[2, 4, 5].map((batch) => [batch, PRESETS.strong] as const),
	])
		it(`resumed after ${batches} of 12 batches${augment ? ", augmented," : ""} ends with the weights of a run that was never stopped`, async () => {
			const whole = await train({ patience: 3, augment });
			const checkpoints = { folder };
			const stopped = await train({
				patience: 3,
				augment,
				checkpoints,
				...stopAfter(batches),
			});
			expect(stopped.result.ended).to.equal("interrupted");
			const resumed = await train({
				patience: 3,
				augment,
				checkpoints: { folder, resume: true },
			});
			expect(resumed.weights).to.deep.equal(whole.weights);
			expect(resumed.result.bestEpoch).to.equal(whole.result.bestEpoch);
			expect(resumed.result.history.map((record) => record.loss)).to.deep.equal(
				whole.result.history.map((record) => record.loss),
			);
		});

	for (const averageDecay of [0, 0.9])
		it(`stopped while it validates${averageDecay ? ", with an average of the weights," : ""} goes on from there to the same end`, async () => {
			const validation = squares(200, 2);
			const whole = await train({ validation, averageDecay });
			const controller = new AbortController();
			let batches = 0;
			const stopped = await train({
				...{ validation, averageDecay, checkpoints: { folder } },
				reporter: {
					// The last batch of the second epoch: what follows is validation.
					batch: () => {
						if (++batches === 8) setImmediate(() => controller.abort());
					},
				},
				signal: controller.signal,
			});
			expect(stopped.result.ended).to.equal("interrupted");
			expect(stopped.result.history.length).to.equal(1);
			const resumed = await train({
				...{ validation, averageDecay },
				checkpoints: { folder, resume: true },
			});
			expect(resumed.weights).to.deep.equal(whole.weights);
			expect(resumed.result.history.map(errors)).to.deep.equal(
				whole.result.history.map(errors),
			);
		});

	it("logs the learning rate of each epoch's last batch", async () => {
		const schedule = { kind: "step", everyEpochs: 1, factor: 0.5 } as const;
		const { result } = await train({ schedule });
		expect(result.history.map((each) => each.learningRate)).to.deep.equal([
			0.01, 0.005, 0.0025,
		]);
	});

	it("resumed with an average of the weights ends like a run that was never stopped", async () => {
		const averaged = { averageDecay: 0.9 };
		const whole = await train(averaged);
		const checkpoints = { folder };
		await train({ ...averaged, checkpoints, ...stopAfter(6) });
		const resumed = await train({
			...averaged,
			checkpoints: { folder, resume: true },
		});
		expect(resumed.weights).to.deep.equal(whole.weights);
		expect(whole.weights).to.not.deep.equal((await train()).weights);
	});

	it("without validation faces ends with the last epoch", async () => {
		const { result } = await train({ validation: undefined, epochs: 4 });
		expect(result.bestEpoch).to.equal(4);
	});

	it("shows augmented faces, the same for a seed, and others in each epoch", async () => {
		const plain = await train();
		const augmented = await train({ augment: PRESETS.strong });
		expect(augmented.weights).to.not.deep.equal(plain.weights);
		expect((await train({ augment: PRESETS.strong })).weights).to.deep.equal(
			augmented.weights,
		);
		expect((await train({ augment: [] })).weights).to.deep.equal(plain.weights);
	});

	it("starts from the beginning where there is no checkpoint to resume from", async () => {
		const { weights } = await train();
		const resumed = await train({ checkpoints: { folder, resume: true } });
		expect(resumed.weights).to.deep.equal(weights);
	});

	it("ends with the best weights when the error no longer falls", async () => {
		const { result, weights } = await train({
			epochs: 40,
			// Far too large a rate: the error soon rises.
			learningRate: 0.5,
			patience: 2,
			checkpoints: { folder },
		});
		expect(result.ended).to.equal("no improvement");
		expect(result.history.length).to.equal(result.bestEpoch + 2);
		const best = await readCheckpoint(join(folder, "best.safetensors"));
		expect(best.progress.epoch).to.equal(result.bestEpoch);
		const network = await modelOf(best);
		expect(weightsOf(network)).to.deep.equal(weights);
		network.dispose();
	});

	it("writes the best and the last checkpoint and a log with a row an epoch", async () => {
		const { result } = await train({
			checkpoints: { folder, description: { note: "squares" } },
		});
		expect(readdirSync(folder).sort()).to.deep.equal([
			"best.safetensors",
			"last.safetensors",
			"log.csv",
		]);
		const last = await readCheckpoint(join(folder, "last.safetensors"));
		expect(last.description.note).to.equal("squares");
		expect(last.progress).to.include({ epoch: 3, batch: 0, step: 12 });
		const [header, ...rows] = readFileSync(join(folder, "log.csv"), "utf8")
			.trim()
			.split("\n");
		expect(header).to.match(/^epoch,loss,rmsePixels,validationRmsePixels/);
		expect(rows.map((row) => row.split(",")[0])).to.deep.equal(["1", "2", "3"]);
		expect(Number(rows[2].split(",")[3])).to.equal(
			result.history[2].validationRmsePixels,
		);
	});

	for (const [end, options] of [
		["after all epochs", { epochs: 1 }],
		["without improvement", { learningRate: 1e-12, patience: 1 }],
		["interrupted", stopAfter(2)],
		["by an error", { learningRate: 1e30 }],
	] as [string, FitOptions][])
		it(`tells its reporter of the end, once and last: ${end}`, async () => {
			const told: string[] = [];
			const reporter: FitReporter = {
				start: () => void told.push("start"),
				batch(report) {
					told.push("batch");
					options.reporter?.batch?.(report);
				},
				epoch: () => void told.push("epoch"),
				end: () => void told.push("end"),
			};
			await train({ ...options, reporter }).catch(() => told.push("error"));
			expect(told.filter((each) => each === "end")).to.deep.equal(["end"]);
			const last = told.at(-1) === "error" ? told.at(-2) : told.at(-1);
			expect(last).to.equal("end");
		});

	it("stops at a loss that is not finite and says where and what to try", async () => {
		let message = "";
		await train({ learningRate: 1e30 }).catch((error) => {
			message = error.message;
		});
		expect(message).to.match(
			/invalid loss: (NaN|Infinity) in epoch 1, batch \d, at a learning rate of 1e\+30.*ten times smaller/,
		);
	});

	for (const [options, message] of [
		[{ epochs: 0 }, /invalid epochs: 0; expected a whole number above 0/],
		[{ batchSize: 2.5 }, /invalid batchSize: 2.5/],
		[{ learningRate: Number.NaN }, /invalid learningRate: NaN/],
		[{ patience: 3, validation: undefined }, /missing validation/],
		[
			{ augment: [{ step: "rotation", degrees: [5, -5] }] },
			/invalid degrees of rotation: \[5,-5\] \(augment, step 1\)/,
		],
	] as [FitOptions, RegExp][])
		it(`refuses ${JSON.stringify(options)}`, async () => {
			let error: Error | undefined;
			await train(options).catch((caught) => {
				error = caught;
			});
			expect(error?.message).to.match(message);
		});

	for (const part of ["training", "validation"])
		it(`refuses ${part} faces whose parts do not fit each other, before training`, async () => {
			const network = smallNetwork();
			const weights = weightsOf(network);
			const broken = {
				...TRAINING,
				images: TRAINING.images.slice(0, 9216 * 3),
			};
			const [faces, validation] =
				part === "training" ? [broken, undefined] : [TRAINING, broken];
			let message = "";
			await fit(network, faces, { validation, epochs: 1 }).catch((error) => {
				message = error.message;
			});
			expect(message).to.match(/^fit: invalid faces: .*50 rows and 3 images/);
			expect(weightsOf(network)).to.deep.equal(weights);
			network.dispose();
		});

	for (const [part, faces, validation, message] of [
		[
			"training",
			squares(12, 1, 1),
			VALIDATION,
			/^fit: missing labels: none of the 12 faces to train on has one, from squares/,
		],
		[
			"validation",
			TRAINING,
			squares(3, 2, 1),
			/^fit: missing labels: none of the 3 faces held out to measure on has one/,
		],
		[
			"training without columns",
			{ ...squares(5, 1), labels: undefined },
			undefined,
			/^fit: missing labels: none of the 5 faces/,
		],
	] as [string, Faces, Faces | undefined, RegExp][])
		it(`refuses ${part} faces without a label, before training`, async () => {
			const network = smallNetwork();
			const told: string[] = [];
			const reporter: FitReporter = { start: () => void told.push("start") };
			const error = await fit(network, faces, { validation, reporter }).catch(
				(caught) => caught,
			);
			expect(error.message).to.match(message);
			expect(told).to.deep.equal([]);
			network.dispose();
		});

	it("reports no figures before the first label, and none that is NaN", async () => {
		const figures: number[] = [];
		const faces = squares(50, 1, 0.99);
		const network = smallNetwork();
		await fit(network, faces, {
			...{ epochs: 1, batchSize: 1 },
			reporter: {
				batch: ({ loss, rmsePixels }) => void figures.push(loss, rmsePixels),
			},
		});
		network.dispose();
		expect(figures).to.have.length.above(2);
		expect(figures.every(Number.isFinite)).to.equal(true);
	});

	it("refuses to train on no face", async () => {
		const network = smallNetwork();
		let error: Error | undefined;
		await fit(network, squares(0, 1)).catch((caught) => {
			error = caught;
		});
		expect(error?.message).to.match(/missing faces/);
		network.dispose();
	});
});

describe("the batches of an epoch", () => {
	it("hold every face once, in an order that seed and epoch decide", () => {
		const order = (seed: number, epoch: number) =>
			epochBatches(10, 4, seed, epoch).map((batch) => [...batch]);
		expect(order(1, 0).map((batch) => batch.length)).to.deep.equal([4, 4, 2]);
		expect(
			order(1, 0)
				.flat()
				.sort((a, b) => a - b),
		).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(order(1, 0)).to.deep.equal(order(1, 0));
		expect(order(1, 0)).to.not.deep.equal(order(1, 1));
		expect(order(1, 0)).to.not.deep.equal(order(2, 0));
	});
});
