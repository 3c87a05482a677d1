import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
	checkData,
	coordinatesOf,
	createRandom,
	faceCount,
	IMAGE_PIXELS,
	KEYPOINT_NAMES,
	loadFaces,
	loadGroups,
	locateData,
	writeSample,
} from "../../src/dataset";
import { createHead, markHead } from "../../src/dataset/sample/head";
import { createPerson, createShot } from "../../src/dataset/sample/person";
import { createPainter } from "../../src/dataset/sample/picture";
import { inFolder, messageOf, write } from "./files";

const small = { trainingCount: 120, testCount: 20 };

describe("writeSample", () => {
	it("writes files that pass every check, with both labelling sources", () =>
		inFolder(async (folder) => {
			const sample = join(folder, "deep", "sample");
			const seen: number[] = [];
			await writeSample(sample, {
				...small,
				onProgress: (done, total) => seen.push(done / total),
			});
			expect(seen.length).to.equal(140);
			expect(seen.at(-1)).to.equal(1);
			expect(readdirSync(join(folder, "deep"))).to.deep.equal(["sample"]);
			const report = await checkData(locateData(sample));
			expect(report.training.rows).to.equal(120);
			expect(report.training.sourceA / 120).to.be.closeTo(0.31, 0.15);
			expect(report.training.sourceA + report.training.sourceB).to.equal(120);
			expect(report.test).to.deep.equal({ rows: 20 });
			expect(report.lookup).to.include({ images: 20, unasked: 0 });
			expect(report.groups?.count).to.be.within(120 / 8, 120 / 5 + 1);
			const rows = readFileSync(join(sample, "SampleSubmission.csv"), "utf8")
				.trim()
				.split("\n");
			expect(rows[0]).to.equal("RowId,Location");
			expect(rows.length - 1).to.equal(report.lookup?.rows);
		})).timeout(20_000);

	it("draws the same bytes from the same seed, and others from another", () =>
		inFolder(async (folder) => {
			const few = { trainingCount: 8, testCount: 3 };
			const [a, b, c] = ["a", "b", "c"].map((name) => join(folder, name));
			await writeSample(a, few);
			await writeSample(b, few);
			await writeSample(c, { ...few, seed: 1 });
			for (const name of readdirSync(a))
				expect(
					readFileSync(join(a, name)).equals(readFileSync(join(b, name))),
					name,
				).to.equal(true);
			expect(
				readFileSync(join(a, "training.csv")).equals(
					readFileSync(join(c, "training.csv")),
				),
			).to.equal(false);
		})).timeout(10_000);

	it("has several pictures of each person, and none that shows nothing", () =>
		inFolder(async (folder) => {
			await writeSample(folder, { trainingCount: 60, testCount: 1 });
			const files = locateData(folder);
			const faces = await loadFaces(files.training);
			const groups = await loadGroups(files.groups as string, faces);
			const labels = coordinatesOf(faces);
			expect(new Set(groups).size).to.be.within(8, 13);
			expect(labels.filter((x) => x < 0 || x > 96).length).to.be.below(10);
			const variance = Array.from({ length: faceCount(faces) }, (_, i) => {
				const image = faces.images.subarray(
					i * IMAGE_PIXELS,
					(i + 1) * IMAGE_PIXELS,
				);
				const mean = image.reduce((sum, x) => sum + x, 0) / IMAGE_PIXELS;
				return (
					image.reduce((sum, x) => sum + (x - mean) ** 2, 0) / IMAGE_PIXELS
				);
			});
			expect(Math.min(...variance)).to.be.above(50);
		})).timeout(10_000);

	it("replaces a sample, and leaves it be where drawing fails", () =>
		inFolder(async (folder) => {
			const sample = join(folder, "sample");
			mkdirSync(sample);
			write(sample, "old.txt", "");
			const few = { trainingCount: 2, testCount: 2 };
			const stop = () => {
				throw new Error("stopped");
			};
			expect(
				await messageOf(() =>
					writeSample(sample, { ...few, onProgress: stop }),
				),
			).to.equal("stopped");
			expect(readdirSync(folder)).to.deep.equal(["sample"]);
			expect(existsSync(join(sample, "old.txt"))).to.equal(true);
			const killed = `.sample-999999999-${"0".repeat(36)}.partial`;
			mkdirSync(join(folder, killed));
			await writeSample(sample, few);
			expect(readdirSync(folder)).to.deep.equal(["sample"]);
			expect(existsSync(join(sample, "old.txt"))).to.equal(false);
		})).timeout(10_000);

	it("refuses counts that are no whole numbers above 0", async () => {
		for (const count of [0, -1, 1.5, Number.NaN])
			expect(
				await messageOf(() => writeSample("nowhere", { testCount: count })),
			).to.contain(`writeSample: invalid testCount: ${count}`);
	});
});

describe("a drawn face", () => {
	const person = createPerson(createRandom(1));
	const straight = {
		...createShot(createRandom(2)),
		x: 48,
		y: 37,
		scale: 36,
		roll: 0,
		yaw: 0,
		pitch: 0,
	};
	const at = (labels: number[], name: (typeof KEYPOINT_NAMES)[number]) => {
		const i = KEYPOINT_NAMES.indexOf(name);
		return labels.slice(2 * i, 2 * i + 2);
	};

	it("has its left on the picture's right, and both sides alike from the front", () => {
		const labels = markHead(createHead(person, straight), straight, "A");
		for (const name of KEYPOINT_NAMES) {
			if (!name.includes("left")) continue;
			const other = name.replace(
				"left",
				"right",
			) as (typeof KEYPOINT_NAMES)[number];
			const [x, y] = at(labels, name);
			expect(x).to.be.above(48);
			expect(at(labels, other)[0]).to.be.closeTo(96 - x, 1e-9);
			expect(at(labels, other)[1]).to.be.closeTo(y, 1e-9);
		}
		expect(at(labels, "left_eye_center")[0]).to.be.closeTo(
			48 + 36 * person.eyeX,
			1e-9,
		);
	});

	it("is marked by B with four points, nose and lip 4 to 9 pixels from A's", () => {
		for (let seed = 0; seed < 30; seed++) {
			const [one, shot] = [
				createPerson(createRandom(seed)),
				createShot(createRandom(seed + 99)),
			];
			const head = createHead(one, shot);
			const [a, b] = [markHead(head, shot, "A"), markHead(head, shot, "B")];
			expect(b.filter((x) => !Number.isNaN(x)).length).to.equal(8);
			const apart = (name: (typeof KEYPOINT_NAMES)[number]) =>
				Math.hypot(
					at(a, name)[0] - at(b, name)[0],
					at(a, name)[1] - at(b, name)[1],
				);
			expect(apart("left_eye_center")).to.equal(0);
			expect(apart("nose_tip")).to.be.within(4, 10);
			expect(apart("mouth_center_bottom_lip")).to.be.within(2.5, 11);
		}
	});

	it("has dark pupils and a dark mouth's line where its labels say", () => {
		const paint = createPainter();
		const shot = {
			...straight,
			noise: 0,
			eyesOpen: 1,
			mouthOpen: 0,
			gazeX: 0,
			gazeY: 0,
			light: 0,
			exposure: 0,
			contrast: 1,
		};
		const bright = {
			...person,
			skin: 0.8,
			glasses: false,
			beard: 0,
			moustache: 0,
		};
		const image = paint(bright, shot);
		const grey = ([x, y]: number[]) =>
			image[Math.round(y) * 96 + Math.round(x)];
		const labels = markHead(createHead(bright, shot), shot, "B");
		const cheek = grey([48 + 20, 37 + 18]);
		for (const name of [
			"left_eye_center",
			"right_eye_center",
			"mouth_center_bottom_lip",
		] as const)
			expect(grey(at(labels, name)), name).to.be.below(cheek - 60);
	});
});
