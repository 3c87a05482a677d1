import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { type Faces, labelsOf } from "../../src/dataset";
import {
	buildKeypointNet,
	Detector,
	predict,
	setCorrection,
} from "../../src/model";
import { measure } from "../../src/run";
import { modelOf, readCheckpoint } from "../../src/run/checkpoint";
import { fit } from "../../src/train";
import { fitCorrection } from "../../src/train/fitCorrection";
import { squares } from "../support/faces";
import { expectClose, expectNoLeak } from "../support/tensors";

const NOSE_X = 20;
const NOSE_Y = 21;
const LIP_Y = 29;

/** Faces with the labels that are made of a network's points. */
async function labelled(
	network: tf.LayersModel,
	faces: Faces,
	label: (points: Float32Array, i: number) => number,
): Promise<Faces> {
	const points = await predict(network, faces.images, { flip: true });
	const labels = Float32Array.from(points, (_, i) => label(points, i));
	return { ...faces, labels };
}

const zeros = Array.from({ length: 34 }, () => new Array(34).fill(0));

describe("the correction of points", () => {
	before(() => startBackend());

	it("adds what the labels lie beside them, whichever views are averaged", () =>
		expectNoLeak(async () => {
			const network = buildKeypointNet({ seed: 1 });
			const faces = await labelled(network, squares(32, 1), (points, i) =>
				i % 30 === NOSE_X ? points[i] + 0.5 : points[i],
			);
			setCorrection(network, zeros, new Array(34).fill(7)); // fitted anew
			await fitCorrection(network, faces);
			const labels = labelsOf(faces);
			const points = await predict(network, faces.images, { flip: true });
			expectClose(points, labels, 2e-3);
			const seen = await new Detector(network, { flip: true }).predict(
				faces.images,
			);
			expectClose(seen.points, points, 1e-3);
			// Neither a mirror image nor a close-up takes it away.
			const closer = { flip: true, closeUp: true };
			const corrected = await predict(network, faces.images, closer);
			setCorrection(network, zeros, new Array(34).fill(0));
			const without = await predict(network, faces.images, closer);
			const habit = corrected.map((value, i) => value - without[i]);
			for (let i = 0; i < habit.length; i++)
				expect(habit[i]).to.be.closeTo(i % 30 === NOSE_X ? 0.5 : 0, 5e-3);
			network.dispose();
		}));

	it("learns from the other points where one lies", async function () {
		this.timeout(60_000);
		const network = buildKeypointNet({ seed: 3 });
		// Spreads the points: those of an untrained network hardly differ.
		const [kernel, bias] = network.getLayer("logits").getWeights();
		network.getLayer("logits").setWeights([kernel.mul(3000), bias]);
		const marked = await labelled(network, squares(96, 3), (points, i) =>
			i % 30 === LIP_Y
				? points[i] + 0.2 * points[i - LIP_Y + NOSE_Y]
				: points[i],
		);
		const before = await predict(network, marked.images, { flip: true });
		await fitCorrection(network, marked);
		const after = await predict(network, marked.images, { flip: true });
		const errorOf = (points: Float32Array) =>
			measure(points, labelsOf(marked)).rmsePixels;
		expect(errorOf(after)).to.be.below(0.1 * errorOf(before));
		network.dispose();
	});

	it("leaves alone what no face has a label for", async () => {
		const network = buildKeypointNet({ seed: 4 });
		const faces = await labelled(network, squares(8, 4), (points, i) =>
			i % 30 < 4 ? points[i] + 1 : Number.NaN,
		);
		const before = await predict(network, faces.images);
		await fitCorrection(network, faces);
		const after = await predict(network, faces.images);
		after.forEach((value, i) => {
			const added = value - before[i];
			expect(added, String(i)).to.be.closeTo(i % 30 < 4 ? 1 : 0, 0.05);
		});
		network.dispose();
	});

	it("is fitted where training ends, and kept with the best weights", async function () {
		this.timeout(60_000);
		const folder = mkdtempSync(join(tmpdir(), "correction-"));
		try {
			const faces = squares(16, 2);
			const train = async (resume = false) => {
				const network = buildKeypointNet({ seed: 2 });
				await fit(network, faces, {
					...{ loss: { kind: "heatmap" }, epochs: 1, batchSize: 8 },
					checkpoints: { folder, resume },
					reporter: {},
				});
				return network;
			};
			const trained = await train();
			const stored = async (which: string) =>
				modelOf(await readCheckpoint(join(folder, `${which}.safetensors`)));
			const networks = [trained, await stored("best"), await stored("last")];
			networks.push(await train(true));
			const [own, best, last, resumed] = await Promise.all(
				networks.map((network) => predict(network, faces.images)),
			);
			expectClose(best, own, 1e-3);
			expectClose(resumed, own, 1e-3);
			const errorOf = (points: Float32Array) =>
				measure(points, labelsOf(faces)).rmsePixels;
			expect(errorOf(own)).to.be.below(errorOf(last));
			for (const network of networks) network.dispose();
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});
