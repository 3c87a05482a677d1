import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { projectFolder } from "../../src/base";
import { labelsOf } from "../../src/dataset";
import { labelSources } from "../../src/face";
import {
	buildModel,
	hasHeatmaps,
	MODELS,
	type ModelName,
	toOutputs,
} from "../../src/model";
import type { EpochRecord } from "../../src/run";
import { fit, Optimizer } from "../../src/train";
import { TrainStep, trainableVariables } from "../../src/train/step";
import { describeOn, useBackend, whyNot } from "../support/backends";
import { squares } from "../support/faces";
import { smallNetwork } from "../support/networks";

const STEPS = 10;
const BATCH = 4;

/** The losses of steps of SGD, on the present backend; with what they leave in memory. */
function train(name: ModelName) {
	const network = buildModel(name, { seed: 1 });
	const faces = squares(3 * BATCH, 1, 0.3);
	const coordinates = labelsOf(faces);
	const heatmaps = hasHeatmaps(network);
	const labels = heatmaps
		? toOutputs(coordinates, labelSources(coordinates))
		: coordinates;
	const optimizer = new Optimizer(trainableVariables(network), { kind: "sgd" });
	const training = new TrainStep(
		network,
		optimizer,
		heatmaps ? { kind: "heatmap" } : { kind: "squared", units: "normalised" },
	);
	const memory: string[] = [];
	const losses = Array.from({ length: STEPS }, (_, step) => {
		const indices = Int32Array.from(
			{ length: BATCH },
			(_, i) => (BATCH * step + i) % (3 * BATCH),
		);
		const batch = { images: faces.images, labels, indices };
		const settings = { step, learningRate: 1e-3, done: 0 };
		const { loss } = training.run(batch, settings);
		const { numTensors, numBytesInGPU } = tf.memory() as tf.MemoryInfo & {
			numBytesInGPU?: number;
		};
		memory.push(`${numTensors} tensors, ${numBytesInGPU} bytes`);
		return loss;
	});
	training.dispose();
	optimizer.dispose();
	network.dispose();
	return { losses, memory };
}

describeOn("webgpu", "training on WebGPU", () => {
	for (const name of Object.keys(MODELS) as ModelName[]) {
		const reason = whyNot("tensorflow");
		if (reason) {
			it.skip(`follows TensorFlow (skipped: ${reason})`);
			continue;
		}
		it(`follows the losses of TensorFlow over ${STEPS} steps of ${name}, in memory that does not grow`, async () => {
			await useBackend("tensorflow");
			const expected = train(name).losses;
			await useBackend("webgpu");
			const { losses, memory } = train(name);
			losses.forEach((loss, i) => {
				const wanted = expected[i];
				expect(loss, `loss ${i}`).to.be.closeTo(wanted, 1e-3 * wanted);
			});
			const [, ...steady] = memory;
			expect(new Set(steady).size, steady.join("; ")).to.equal(1);
		}).timeout(600_000);
	}

	describe("by fit", () => {
		let folder: string;
		beforeEach(async () => {
			folder = await mkdtemp(join(tmpdir(), "keypoints-webgpu-"));
		});
		afterEach(() => rm(folder, { recursive: true }));

		/** Trains a small network up to an epoch, or from where the folder's run stands. */
		async function trainTo(
			epochs: number,
			epoch?: (record: EpochRecord) => void,
		): Promise<EpochRecord[]> {
			const network = smallNetwork();
			const { history } = await fit(network, squares(20, 1, 0.3), {
				...{ epochs, batchSize: 8, learningRate: 1e-3 },
				checkpoints: {
					folder,
					resume: existsSync(join(folder, "last.safetensors")),
				},
				reporter: { epoch },
			});
			network.dispose();
			return history;
		}

		it("goes on with a run of another backend, and hands it back", async () => {
			for (const [i, name] of (["cpu", "webgpu", "cpu"] as const).entries()) {
				await useBackend(name);
				await trainTo(i + 1);
			}
			const moved = await trainTo(3);
			await rm(join(folder, "last.safetensors"));
			const stayed = await trainTo(3);
			await useBackend("webgpu");
			stayed.forEach(({ loss }, i) => {
				expect(moved[i].loss, `epoch ${i + 1}`).to.be.closeTo(
					loss,
					1e-3 * loss,
				);
			});
		});

		it("needs no more memory from epoch to epoch", async () => {
			const memory = new Set<string>();
			await trainTo(4, ({ epoch }) => {
				const { numTensors, ...others } = tf.memory();
				if (epoch > 1) memory.add(JSON.stringify([numTensors, others]));
			});
			expect([...memory]).to.have.length(1);
		});

		it("ends with the last epoch's checkpoint where the GPU is lost, and goes on from it", async () => {
			const run = (destroyAfter: number) => {
				const path = (...parts: string[]) =>
					JSON.stringify(join(projectFolder(), "dist", ...parts));
				const code = `const tf = require("@tensorflow/tfjs");
					const { fit } = require(${path("src", "train")});
					const { startBackend } = require(${path("src", "backend")});
					const { squares } = require(${path("test", "support", "faces")});
					const { smallNetwork } = require(${path("test", "support", "networks")});
					startBackend().then(() => fit(smallNetwork(), squares(20, 1, 0.3), {
						epochs: 3, batchSize: 8,
						checkpoints: { folder: ${JSON.stringify(folder)}, resume: true },
						reporter: { epoch({ epoch }) {
							if (epoch === ${destroyAfter}) tf.backend().device.destroy();
						} },
					})).then(
						({ history }) => console.log(history.length + " epochs"),
						({ message }) => { console.log(message); process.exitCode = 1; });`;
				return spawnSync(process.execPath, ["-e", code], {
					cwd: projectFolder(),
					encoding: "utf8",
					env: { ...process.env, KEYPOINTS_BACKEND: "webgpu" },
				});
			};
			const lost = run(2);
			expect(lost.stdout).to.match(
				/^fit: lost the GPU in epoch 3, batch \d: webgpu: the GPU was lost: .*The checkpoint of epoch 2 is in .*--resume/m,
			);
			expect(lost.status).to.equal(1);
			const resumed = run(0);
			expect(resumed.stdout).to.equal("3 epochs\n");
			expect(resumed.status).to.equal(0);
		});
	}).timeout(200_000);
});
