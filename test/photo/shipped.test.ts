import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { projectFolder } from "../../src/base";
import { type Faces, labelsOf, loadFaces } from "../../src/dataset";
import {
	IMAGE_PIXELS,
	KEYPOINT_NAMES,
	labelSources,
	meanFace,
} from "../../src/face";
import { type GreyPicture, predictPhoto } from "../../src/photo";
import { measure, openRun, SHIPPED_RUNS, type TrainedRun } from "../../src/run";
import { inFolder } from "../dataset/files";
import { copySample } from "../support/sample";

const models = join(projectFolder(), "models");
const shipped = SHIPPED_RUNS.filter((run) =>
	readdirSync(models).includes(run.split(/[\\/]/)[1]),
);

/** A face image at twice its size in a grey picture, its first pixel at (150, 60). */
function inPicture(face: Uint8Array): GreyPicture {
	const [width, height] = [480, 320];
	const grey = Uint8Array.from({ length: width * height }, (_, i) => {
		const [x, y] = [(i % width) - 150, Math.floor(i / width) - 60];
		const inside = x >= 0 && x < 192 && y >= 0 && y < 192;
		return inside
			? face[(y >> 1) * 96 + (x >> 1)]
			: 100 + 40 * Math.sin(i / 50);
	});
	return { width, height, grey };
}

describe("the models that come with the project", function () {
	this.timeout(120_000);
	let faces: Faces;

	before(() =>
		inFolder(async (folder) => {
			await startBackend();
			await copySample(join(folder, "sample"));
			faces = await loadFaces(join(folder, "sample", "training.csv"));
		}),
	);

	it("take less than 5 MB, and say nothing of where they were made", () => {
		let bytes = 0;
		for (const run of shipped)
			for (const file of ["run.json", "best.safetensors"]) {
				const path = join(projectFolder(), run, file);
				bytes += statSync(path).size;
				expect(readFileSync(path, "latin1")).to.not.match(
					/\/(home|tmp|root)\//,
				);
			}
		expect(shipped.length).to.be.above(0);
		expect(bytes).to.be.below(5e6);
	});

	for (const name of shipped)
		describe(name, () => {
			let run: TrainedRun;
			before(async () => {
				run = await openRun(name);
			});
			after(() => run.dispose());

			it("has its card", () => {
				const card = readFileSync(join(models, "README.md"), "utf8");
				expect(card).to.include(run.network.countParams().toLocaleString("en"));
			});

			it("finds the points of drawn faces, which it has never seen", async () => {
				const labels = labelsOf(faces);
				const sources = labelSources(labels);
				const { points: predicted } = await run.predict(faces.images, {
					sources,
				});
				const mean = meanFace(labels);
				const average = predicted.map((_, i) => mean[i % 30]);
				const error = measure(predicted, labels).rmsePixels;
				expect(error).to.be.below(0.75 * measure(average, labels).rmsePixels);
			});

			it("finds a face in a picture that is much larger", async () => {
				const { spread } = await run.predict(faces.images, { once: true });
				if (!spread) throw new Error("no spread");
				const doubts = [...faces.rows.keys()].map((i) =>
					spread.slice(15 * i, 15 * i + 15).reduce((a, b) => a + b),
				);
				const face = doubts.indexOf(Math.min(...doubts));
				const image = faces.images.subarray(
					face * IMAGE_PIXELS,
					(face + 1) * IMAGE_PIXELS,
				);
				const { points: here } = await run.predict(image);
				const found = await predictPhoto(run, inPicture(image));
				expect(found.isFace).to.equal(true);
				KEYPOINT_NAMES.forEach((name, i) => {
					const { x, y } = found.points[name];
					expect(x, name).to.be.closeTo(150.5 + 2 * here[2 * i], 8);
					expect(y, name).to.be.closeTo(60.5 + 2 * here[2 * i + 1], 8);
				});
			});
		});
});
