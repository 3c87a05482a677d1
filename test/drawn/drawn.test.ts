import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createRandom } from "../../src/base";
import {
	checkData,
	faceCount,
	labelsOf,
	loadFaces,
	loadGroups,
	locateData,
} from "../../src/dataset";
import { writeSample } from "../../src/drawn";
import { createFeatures, type Spot } from "../../src/drawn/features";
import { spotsOfA } from "../../src/drawn/labels";
import { createPainter } from "../../src/drawn/painter";
import { createPerson } from "../../src/drawn/person";
import { createShot, type Shot } from "../../src/drawn/shot";
import { grey } from "../../src/drawn/skinMap";
import { IMAGE_PIXELS, KEYPOINT_NAMES } from "../../src/face";
import type { KeypointName } from "../../src/face/keypoints";
import { inFolder, messageOf, write } from "../dataset/files";

const small = { trainingCount: 60, testCount: 12 };

describe("writeSample", () => {
	let folder: string;
	let sample: string;
	const seen: number[] = [];
	before(async function () {
		this.timeout(60_000);
		folder = mkdtempSync(join(tmpdir(), "drawn-"));
		sample = join(folder, "deep", "sample");
		await writeSample(sample, {
			...small,
			onProgress: (done, total) => seen.push(done / total),
		});
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	it("writes files that pass every check, with both labelling sources", async () => {
		const { trainingCount: rows, testCount } = small;
		expect(seen.length).to.equal(rows + testCount);
		expect(seen.at(-1)).to.equal(1);
		expect(readdirSync(join(folder, "deep"))).to.deep.equal(["sample"]);
		const report = await checkData(locateData(sample));
		expect(report.training.rows).to.equal(rows);
		expect(report.training.sourceA / rows).to.be.closeTo(0.31, 0.15);
		expect(report.training.sourceA + report.training.sourceB).to.equal(rows);
		expect(report.test).to.deep.equal({ rows: testCount });
		expect(report.lookup).to.include({ images: testCount, unasked: 0 });
		expect(report.groups?.count).to.be.within(rows / 8, rows / 5 + 1);
		const asked = readFileSync(join(sample, "SampleSubmission.csv"), "utf8")
			.trim()
			.split("\n");
		expect(asked[0]).to.equal("RowId,Location");
		expect(asked.length - 1).to.equal(report.lookup?.rows);
	});

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
		})).timeout(60_000);

	it("has several pictures of each person, and none that shows nothing", async () => {
		const files = locateData(sample);
		const faces = await loadFaces(files.training);
		const groups = await loadGroups(files.groups as string, faces);
		const labels = labelsOf(faces);
		expect(new Set(groups).size).to.be.within(
			small.trainingCount / 8,
			small.trainingCount / 5 + 1,
		);
		expect(labels.filter((x) => x < 0 || x > 96).length).to.be.below(10);
		const variance = Array.from({ length: faceCount(faces) }, (_, i) => {
			const image = faces.images.subarray(
				i * IMAGE_PIXELS,
				(i + 1) * IMAGE_PIXELS,
			);
			const mean = image.reduce((sum, x) => sum + x, 0) / IMAGE_PIXELS;
			return image.reduce((sum, x) => sum + (x - mean) ** 2, 0) / IMAGE_PIXELS;
		});
		expect(Math.min(...variance)).to.be.above(50);
	});

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
		})).timeout(60_000);

	it("refuses counts that are no whole numbers above 0", async () => {
		for (const count of [0, -1, 1.5, Number.NaN])
			expect(
				await messageOf(() => writeSample("nowhere", { testCount: count })),
			).to.contain(`writeSample: invalid testCount: ${count}`);
	});
});

describe("a drawn face", function () {
	this.timeout(20_000);
	const person = {
		...createPerson(createRandom(1)),
		...{ skin: 0.8, blotches: 0, wrinkles: 0, shine: 0 },
		...{ beard: 0, moustache: 0, goatee: 0, lashes: 1, iris: 0.1 },
		...{ lipShade: 0.6, browShade: 0.1, glasses: undefined, hat: undefined },
	};
	const shot = createShot(createRandom(2));
	const straight: Shot = {
		...shot,
		...{ x: 47.5, y: 37, scale: 36, roll: 0, yaw: 0, pitch: 0 },
		...{ distance: 20, microphone: undefined },
		expression: {
			...{ eyesOpen: 1, gazeX: 0, gazeY: 0, browRaise: 0, frown: 0 },
			...{ mouthOpen: 0, smile: 0, pucker: 0, crooked: 0 },
		},
		light: {
			...{ azimuth: 0, elevation: 0.5, key: 0.5, fillAzimuth: 0, fill: 0 },
			...{ ambient: 0.7, soft: 1, exposure: 0.6 },
		},
		photo: {
			...{ background: 0.5, blur: 0, motion: 0, motionAngle: 0 },
			...{ resolution: 1, compression: 0, noise: 0, contrast: 1, gamma: 1 },
		},
	};
	const paint = createPainter();
	const at = (labels: number[], name: KeypointName) => {
		const i = KEYPOINT_NAMES.indexOf(name);
		return labels.slice(2 * i, 2 * i + 2);
	};
	const turned: [string, Partial<Shot>][] = [
		["from the front", {}],
		["turned to the right", { yaw: 0.45 }],
		["turned to the left", { yaw: -0.45 }],
		["nodding", { pitch: 0.3 }],
		["looking up", { pitch: -0.3 }],
		["leaning to a shoulder", { roll: 0.3 }],
		["all at once", { yaw: 0.35, pitch: -0.2, roll: -0.25 }],
	];

	it("has its left on the picture's right, and both sides alike from the front", () => {
		const labels = paint(person, straight).labels("A");
		for (const name of KEYPOINT_NAMES) {
			if (!name.includes("left")) continue;
			const other = name.replace("left", "right") as KeypointName;
			const [x, y] = at(labels, name);
			expect(x).to.be.above(48);
			expect(at(labels, other)[0]).to.be.closeTo(95 - x, 1e-6);
			expect(at(labels, other)[1]).to.be.closeTo(y, 1e-6);
		}
		expect(at(labels, "left_eye_center")[0]).to.be.closeTo(47.5 + 18, 0.3);
		expect(at(labels, "left_eye_center")[1]).to.be.closeTo(37, 1e-6);
	});

	it("has the middle of the eyes where the shot puts it, whatever the pose", () => {
		for (const [, pose] of turned) {
			const labels = paint(person, { ...straight, ...pose }).labels("B");
			const [left, right] = [
				at(labels, "left_eye_center"),
				at(labels, "right_eye_center"),
			];
			expect((left[0] + right[0]) / 2).to.be.closeTo(47.5, 1e-6);
			expect((left[1] + right[1]) / 2).to.be.closeTo(37, 1e-6);
		}
	});

	it("shows the nose's tip to the side that it turns to", () => {
		const noseX = (yaw: number) =>
			at(paint(person, { ...straight, yaw }).labels("A"), "nose_tip")[0];
		expect(noseX(0)).to.be.closeTo(47.5, 1e-6);
		expect(noseX(0.4)).to.be.within(47.5 + 5, 47.5 + 12);
		expect(noseX(-0.4)).to.be.closeTo(95 - noseX(0.4), 1e-6);
	});

	it("is marked by B with four points, nose and lip beside A's", () => {
		for (let seed = 0; seed < 20; seed++) {
			const { labels } = paint(createPerson(createRandom(seed)), {
				...createShot(createRandom(seed + 99)),
				...{ scale: 36, pitch: 0, yaw: 0 },
			});
			const [a, b] = [labels("A"), labels("B")];
			expect(b.filter((x) => !Number.isNaN(x)).length).to.equal(8);
			const apart = (name: KeypointName) => distance(at(a, name), at(b, name));
			expect(apart("left_eye_center")).to.equal(0);
			expect(apart("nose_tip")).to.be.within(3, 12);
			expect(apart("mouth_center_bottom_lip")).to.be.within(2, 13);
		}
	});

	for (const [pose, change] of turned)
		it(`has its points where their places on the skin are seen, ${pose}`, () => {
			const turnedShot = { ...straight, ...change };
			const spots = spotsOfA(createFeatures(person, turnedShot));
			const [white, black] = [1, 0].map((shade) =>
				paint(person, turnedShot, (pen) => {
					for (const name of KEYPOINT_NAMES)
						pen.fill(around(spots[name], 0.022), grey(shade));
				}),
			);
			const labels = white.labels("A");
			const misses = KEYPOINT_NAMES.flatMap((name) => {
				const seen = middleOfChange(black.image, white.image, at(labels, name));
				return seen ? [distance(seen, at(labels, name))] : []; // else it looks away
			});
			expect(misses.length).to.be.at.least(12);
			expect(Math.max(...misses)).to.be.below(0.3);
			expect(misses.reduce((sum, x) => sum + x, 0) / misses.length).to.be.below(
				0.12,
			);
		});

	it("has dark pupils where its labels say", () => {
		const { image, labels } = paint(person, straight);
		for (const name of ["left_eye_center", "right_eye_center"] as const) {
			const [x, y] = at(labels("A"), name).map(Math.round);
			expect(image[y * 96 + x], name).to.be.below(60);
			expect(image[(y + 8) * 96 + x], name).to.be.above(110);
		}
	});
});

/** Spots of a small circle. */
function around([x, y]: Spot, radius: number): Spot[] {
	return Array.from({ length: 8 }, (_, i) => {
		const angle = (i * Math.PI) / 4;
		return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
	});
}

function distance([ax, ay]: number[], [bx, by]: number[]): number {
	return Math.hypot(ax - bx, ay - by);
}

/** The middle of what differs between two pictures within 3 pixels of a point; undefined for little. */
function middleOfChange(
	before: Uint8Array,
	after: Uint8Array,
	[atX, atY]: number[],
): [number, number] | undefined {
	let [sum, sumX, sumY] = [0, 0, 0];
	for (let i = 0; i < before.length; i++) {
		const [x, y] = [i % 96, Math.floor(i / 96)];
		if (Math.hypot(x - atX, y - atY) > 3) continue;
		// Single grey values differ since the face's mean is set anew.
		const weight = Math.max(0, Math.abs(after[i] - before[i]) - 2);
		sum += weight;
		sumX += weight * x;
		sumY += weight * y;
	}
	return sum > 60 ? [sumX / sum, sumY / sum] : undefined;
}
