import { createHash } from "node:crypto";
import { expect } from "chai";
import sharp from "sharp";
import { createRandom } from "../../src/base";
import {
	KEYPOINT_NAMES,
	type KeypointName,
	labelSources,
} from "../../src/face";
import { cutFace } from "../../src/youtube/picture";
import { placeFace } from "../../src/youtube/place";
import { planFaces } from "../../src/youtube/plan";

/** Landmarks of a face from the front whose eyes are 60 pixels apart, its lip 66 below them. */
function straightFace(): number[] {
	const points = Array.from({ length: 68 }, () => [100, 130]);
	for (let i = 36; i < 42; i++) points[i] = [70, 100];
	for (let i = 42; i < 48; i++) points[i] = [130, 100];
	points[17] = [50, 85];
	points[26] = [150, 85];
	points[30] = [100, 130];
	points[33] = [104, 138];
	points[57] = [100, 166];
	points[62] = [97, 150];
	points[66] = [97, 154];
	return points.flat();
}

const at = (labels: number[], name: KeypointName) => {
	const i = 2 * KEYPOINT_NAMES.indexOf(name);
	return [labels[i], labels[i + 1]];
};
const sourceOf = (labels: number[]) =>
	labelSources(Float32Array.from(labels))[0];

describe("a face that is cut out of a frame", () => {
	it("has its labels half a pixel and 1.65 % of the eyes' distance left of its landmarks and above", async () => {
		// Spots where the landmarks are, less 0.5 + 0.0165 * 60 = 1.49 pixels.
		const spots: [KeypointName, "A" | "B", number, number][] = [
			["left_eye_center", "A", 130, 100],
			["right_eye_center", "B", 70, 100],
			["nose_tip", "A", 100, 130],
			["nose_tip", "B", 104, 138],
			["mouth_center_bottom_lip", "A", 100, 166],
			["mouth_center_bottom_lip", "B", 97, 152],
			["left_eyebrow_outer_end", "A", 150, 85],
		];
		for (const [name, source, x, y] of spots) {
			const frame = await spotted(x - 1.49, y - 1.49);
			let seen = 0;
			for (let seed = 0; seen < 3; seed++) {
				const placed = placeFace(straightFace(), false, seed);
				if (placed?.source !== source) continue;
				seen++;
				const face = await cutFace("frame", frame, placed.square, {
					size: 96,
					colour: false,
				});
				const [foundX, foundY] = brightest(face);
				const [labelX, labelY] = at(placed.labels, name);
				expect(foundX, name).to.be.closeTo(labelX, 0.1);
				expect(foundY, name).to.be.closeTo(labelY, 0.1);
			}
		}
	});

	it("is as large as the competition's faces, and lies as they do", () => {
		const scales: number[] = [];
		const middles: [number[], number[]] = [[], []];
		let ofA = 0;
		for (let seed = 0; seed < 4000; seed++) {
			const placed = placeFace(straightFace(), false, seed);
			if (!placed) throw new Error("a point is outside");
			const [leftX, leftY] = at(placed.labels, "left_eye_center");
			const [rightX] = at(placed.labels, "right_eye_center");
			// The distance of the eyes is 60, above 0.883 * 66.
			scales.push(leftX - rightX);
			middles[0].push((leftX + rightX) / 2);
			middles[1].push(leftY);
			if (placed.source === "A") ofA++;
		}
		expect(mean(scales)).to.be.closeTo(36.2, 0.15);
		expect(spread(scales)).to.be.closeTo(3, 0.15);
		expect(Math.min(...scales)).to.be.closeTo(28, 1e-9);
		expect(Math.max(...scales)).to.be.closeTo(44, 1e-9);
		expect(mean(middles[0])).to.be.closeTo(48.3, 0.12);
		expect(mean(middles[1])).to.be.closeTo(37.8, 0.12);
		for (const places of middles)
			expect(spread(places)).to.be.closeTo(2.5, 0.1);
		expect(ofA / 4000).to.be.closeTo(0.324, 0.025);
	});

	it("is measured by eyes and mouth where it is turned aside", () => {
		const turned = straightFace();
		for (let i = 42; i < 48; i++) turned[2 * i] = 80; // 10 pixels apart
		for (let seed = 0; seed < 50; seed++) {
			const placed = placeFace(turned, false, seed);
			if (placed?.source !== "A") continue;
			const [x, y] = at(placed.labels, "mouth_center_bottom_lip");
			const [leftX, leftY] = at(placed.labels, "left_eye_center");
			const [rightX] = at(placed.labels, "right_eye_center");
			const toLip = Math.hypot(x - (leftX + rightX) / 2, y - leftY);
			expect(0.883 * toLip).to.be.within(28 - 1e-9, 44 + 1e-9);
		}
	});

	it("is left out where one of its points lies outside", () => {
		const wide = straightFace();
		wide[2 * 17] = -200;
		const placed = Array.from({ length: 60 }, (_, seed) =>
			placeFace(wide, false, seed),
		);
		expect(placed.some((face) => face === undefined)).to.equal(true);
		// B does not mark the brow.
		for (const face of placed) if (face) expect(face.source).to.equal("B");
	});
});

describe("planFaces", () => {
	const landmarks = Array.from({ length: 300 }, (_, i) => {
		const person = `Person_${String(Math.floor(i / 3)).padStart(3, "0")}`;
		const file = `${person}_${i % 3}.jpg`;
		return { file, person, points: straightFace(), row: i + 1 };
	});
	const tested = new Set(
		["Person_004", "Person_050"].map((name) =>
			createHash("sha256").update(name).digest("hex").slice(0, 16),
		),
	);

	it("keeps people whole, and those who are tested on apart", () => {
		const { training, test } = planFaces(landmarks, tested, 0);
		expect(test.length).to.equal(6);
		expect([...new Set(test.map(({ group }) => group))].sort((a, b) => a - b))
			.to.deep //
			.equal([5, 51]);
		expect(training.some(({ group }) => [5, 51].includes(group))).to.equal(
			false,
		);
		for (const { frame, group } of [...training, ...test])
			expect(frame).to.match(
				new RegExp(`^Person_${String(group - 1).padStart(3, "0")}_`),
			);
	});

	it("does not depend on the order of the landmarks", () => {
		const mixed = createRandom(7).shuffle([...landmarks]);
		expect(planFaces(mixed, tested, 3)).to.deep.equal(
			planFaces(landmarks, tested, 3),
		);
		expect(planFaces(landmarks, tested, 4)).to.not.deep.equal(
			planFaces(landmarks, tested, 3),
		);
	});

	it("takes labels away in training, and none of those who are tested on", () => {
		const all = new Set(
			landmarks.map(({ person }) =>
				createHash("sha256").update(person).digest("hex").slice(0, 16),
			),
		);
		const counts = (labels: number[]) =>
			labels.filter((label) => !Number.isNaN(label)).length;
		const { test } = planFaces(landmarks, all, 0);
		for (const { labels, source } of test)
			expect(counts(labels)).to.equal(source === "A" ? 30 : 8);
		const gaps = planFaces(landmarks, new Set(), 0).training.filter(
			({ labels }) => ![30, 8].includes(counts(labels)),
		);
		expect(gaps.length).to.be.within(1, 20);
		for (const { labels, source } of gaps)
			if (source === "A") expect(sourceOf(labels)).to.equal("A");
	});
});

const mean = (values: number[]) =>
	values.reduce((sum, x) => sum + x, 0) / values.length;
const spread = (values: number[]) =>
	Math.sqrt(mean(values.map((x) => (x - mean(values)) ** 2)));

/** A black frame of 220x260 with a soft white spot. */
function spotted(x: number, y: number): Promise<Buffer> {
	const [width, height] = [220, 260];
	const grey = new Uint8Array(width * height);
	for (let i = 0; i < grey.length; i++) {
		const [dx, dy] = [(i % width) - x, Math.floor(i / width) - y];
		grey[i] = Math.round(255 * Math.exp(-(dx ** 2 + dy ** 2) / 8));
	}
	return sharp(grey, { raw: { width, height, channels: 1 } })
		.png()
		.toBuffer();
}

/** The middle of what is bright in a face image. */
function brightest(face: Uint8Array): [number, number] {
	let [sum, x, y] = [0, 0, 0];
	face.forEach((value, i) => {
		sum += value;
		x += value * (i % 96);
		y += value * Math.floor(i / 96);
	});
	return [x / sum, y / sum];
}
