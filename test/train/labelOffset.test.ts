import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { coordinatesOf, createFrame, type Faces } from "../../src/dataset";
import {
	buildKeypointNet,
	predict,
	predictWithSpread,
	setLabelOffset,
} from "../../src/model";
import { flipAverage } from "../../src/model/flipAverage";
import { fit } from "../../src/train";
import { modelOf, readCheckpoint } from "../../src/train/checkpoint";
import { measureLabelOffset } from "../../src/train/labelOffset";
import { squares } from "../support/faces";
import { expectClose, expectNoLeak } from "../support/tensors";

/** Coordinate of the nose's x, which a mirror image leaves in its column. */
const NOSE_X = 20;
const LEFT_EYE_Y = 1;
const RIGHT_EYE_Y = 3;

/** Faces labelled as a network predicts them, with a habit: the nose too far left, the left eye too low. */
function markedBy(points: Float32Array, faces: Faces): Faces {
	const labels = Float64Array.from(points, (value, i) => {
		if (i % 30 === NOSE_X) return value - 0.5;
		if (i % 30 === LEFT_EYE_Y) return value + 0.25;
		return value;
	});
	return { ...faces, keypoints: createFrame(labels) };
}

const meanError = (points: Float32Array, faces: Faces, coordinate: number) => {
	const labels = coordinatesOf(faces);
	const errors = [...points.keys()]
		.filter((i) => i % 30 === coordinate)
		.map((i) => points[i] - labels[i]);
	return errors.reduce((sum, error) => sum + error, 0) / errors.length;
};

describe("the offset of the labels", () => {
	before(() => startBackend());

	it("is what labels lie beside the points on average", () =>
		expectNoLeak(async () => {
			const network = buildKeypointNet({ seed: 1 });
			const before = squares(8, 1);
			const faces = markedBy(await predict(network, before.images), before);
			setLabelOffset(network, new Float32Array(34).fill(7)); // measured anew
			await measureLabelOffset(network, faces);
			for (const flip of [false, true]) {
				const points = await predict(network, faces.images, { flip });
				if (!flip) expectClose(points, coordinatesOf(faces), 1e-3);
				const seen = await predictWithSpread(network, faces.images, { flip });
				expectClose(seen.points, points, 1e-3);
			}
			network.dispose();
		}));

	it("is not shared by a mirror image, and survives averaging with it", () => {
		const offset = new Float32Array(30);
		offset[NOSE_X] = -0.5;
		offset[LEFT_EYE_Y] = 0.25;
		// What a model without a bias says of a face and of its mirror image.
		const face = Float32Array.from({ length: 30 }, (_, i) => (i % 2 ? 40 : 30));
		const mirror = face.map((value, i) => (i % 2 ? value : 95 - value));
		const added = (points: Float32Array) => points.map((v, i) => v + offset[i]);
		const mean = flipAverage(added(face), added(mirror), offset);
		expectClose(mean, added(face));
		expect(mean[NOSE_X]).to.be.closeTo(29.5, 1e-5);
		expect(mean[LEFT_EYE_Y]).to.be.closeTo(40.25, 1e-5);
		expect(mean[RIGHT_EYE_Y]).to.equal(40);
	});

	it("is measured where training ends, and kept with the best weights", async function () {
		this.timeout(60_000);
		const folder = mkdtempSync(join(tmpdir(), "offset-"));
		try {
			const faces = squares(16, 2);
			const train = async (epochs: number, resume = false) => {
				const network = buildKeypointNet({ seed: 2 });
				await fit(network, faces, {
					...{ loss: { kind: "heatmap" }, epochs, batchSize: 8, reporter: {} },
					checkpoints: { folder, resume },
				});
				return network;
			};
			const trained = await train(1);
			const kept = await modelOf(
				await readCheckpoint(join(folder, "best.safetensors")),
			);
			const last = await modelOf(
				await readCheckpoint(join(folder, "last.safetensors")),
			);
			const errorOf = async (network: tf.LayersModel) =>
				meanError(await predict(network, faces.images), faces, NOSE_X);
			expect(await errorOf(trained)).to.be.closeTo(0, 1e-3);
			expect(await errorOf(kept)).to.be.closeTo(0, 1e-3);
			expect(await errorOf(last)).not.to.be.closeTo(0, 1e-3);
			const resumed = await train(1, true);
			expectClose(
				await predict(resumed, faces.images),
				await predict(trained, faces.images),
				1e-3,
			);
			for (const network of [trained, kept, last, resumed]) network.dispose();
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});
