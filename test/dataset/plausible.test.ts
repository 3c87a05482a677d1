import { expect } from "chai";
import { checkPlausible, type Faces } from "../../src/dataset";
import { IMAGE_PIXELS } from "../../src/face";
import { pixelsOf, trainingLabels } from "./files";

const COUNT = 20;

type Change = (labels: number[], face: number) => number[];

/** Sound faces, the labels or the pixels of some of which are changed. */
function faces(
	change: Change = (labels) => labels,
	changed = COUNT,
	pixels: (face: number) => number[] = pixelsOf,
): Faces {
	const each = Array.from({ length: COUNT }, (_, i) => i);
	const labels = each.map((i) =>
		i < changed ? change(trainingLabels(i % 8), i) : trainingLabels(i % 8),
	);
	const images = each.map((i) => (i < changed ? pixels(i) : pixelsOf(i)));
	return {
		source: "some.csv",
		file: "some.csv",
		images: Uint8Array.from(images.flat()),
		rows: Int32Array.from(each, (i) => i + 1),
		labels: Float32Array.from(labels.flat()),
		skipped: 0,
		skippedReasons: [],
	};
}

const only =
	(kept: (i: number) => boolean, other: number): Change =>
	(labels) =>
		labels.map((label, i) => (kept(i) ? label : other));
const swapped: Change = (labels) => labels.map((_, i) => labels[i ^ 1]);
const turned: Change = (labels) =>
	labels.map((label, i) => (i % 2 ? 95 - label : label));
const mirrored: Change = (labels) =>
	labels.map((label, i) => (i % 2 ? label : 95 - label));
const scaled =
	(scale: number, shift: number): Change =>
	(labels) =>
		labels.map((label) => label * scale + shift);
const grey = () => Array<number>(IMAGE_PIXELS).fill(7);
const binary = (face: number) => pixelsOf(face).map((pixel) => pixel & 1);

describe("checkPlausible", () => {
	it("has nothing to say of faces", () =>
		expect(checkPlausible(faces(), "f")).to.deep.equal([]));

	it("has nothing to say of faces with gaps, of a few points or of none", () => {
		const gaps: Change = (labels, face) =>
			labels.map((label, i) =>
				Math.floor(i / 2) % (face + 1) === 0 ? label : Number.NaN,
			);
		expect(checkPlausible(faces(gaps), "f")).to.deep.equal([]);
		const none: Change = (labels) => labels.map(() => Number.NaN);
		expect(checkPlausible(faces(none, COUNT - 1), "f")).to.deep.equal([]);
		const { labels: _, ...test } = faces();
		expect(checkPlausible(test, "f")).to.deep.equal([]);
	});

	it("has nothing to say of a point that the picture cuts off", () => {
		const outside: Change = (labels) => [...labels.slice(0, 29), 99];
		expect(checkPlausible(faces(outside), "f")).to.deep.equal([]);
	});

	const wrong: [what: string, faces: Faces, says: RegExp][] = [
		[
			"labels from -1 to 1",
			faces(scaled(1 / 48, -1)),
			/20 of 20 faces have their eyes less than 5 pixels apart.* by x \* 48 \+ 48/,
		],
		["labels from 0 to 1", faces(scaled(1 / 96, 0)), /0 to 1 by x \* 96/],
		[
			"-1 for missing labels",
			faces(only((i) => i < 4, -1)),
			/520 of 600 labels belong to points at \(0, 0\), \(-1, -1\).*rows 1, 2, 3, 4, 5 and 15 more; expected blank cells/,
		],
		["0 for missing labels", faces(only((i) => i < 20, 0)), /at \(0, 0\)/],
		[
			"-1 for missing labels in a few rows",
			faces(
				only((i) => i < 20, -1),
				1,
			),
			/10 of 600 labels belong to points at .*row 1;/,
		],
		[
			"the middle for missing labels",
			faces(only((i) => i < 20, 48)),
			/20 of 20 faces have 3 points or more in one and the same place/,
		],
		["x and y swapped", faces(swapped), /have one eye above the other/],
		["y from below", faces(turned), /have their eyes below the mouth/],
		["left and right swapped", faces(mirrored), /left eye on the left side/],
		["pictures of one grey", faces(undefined, 15, grey), /15 of 20 .*one grey/],
		["pixels from 0 to 1", faces(undefined, 20, binary), /from 0 to 255/],
		[
			"labels of a larger picture",
			faces(scaled(1, 60)),
			/labels lie outside the picture/,
		],
		[
			"no label",
			faces((labels) => labels.map(() => Number.NaN)),
			/missing labels: some\.csv has columns for them, and not one label in its 20 rows/,
		],
	];
	for (const [what, all, says] of wrong)
		it(`refuses ${what}`, () => {
			expect(() => checkPlausible(all, "f"))
				.to.throw(says)
				.with.property("message")
				.that.match(/^f: .* some\.csv.*; expected /);
		});

	const doubtful: [what: string, faces: Faces, says: RegExp][] = [
		[
			"eyes in one place",
			faces(scaled(0.1, 40), 2),
			/^2 of 20 .* eyes less than 5.* some\.csv, rows 1, 2; expected/,
		],
		[
			"a face on its side",
			faces(swapped, 1),
			/^1 of 20 faces have one eye above/,
		],
		[
			"a face upside down",
			faces(turned, 3),
			/^3 of 20 faces .*below the mouth/,
		],
		[
			"a face the other way round",
			faces(mirrored, 2),
			/^2 of 20 faces .*left eye/,
		],
		[
			"a black picture",
			faces(undefined, 2, grey),
			/^2 of 20 faces are of one grey.*rows 1, 2;/,
		],
		[
			"an x without its y",
			faces(([x, ...rest]) => [x, Number.NaN, ...rest.slice(1)], 2),
			/^2 of 598 labels are an x without its y/,
		],
		[
			"a tenth of points outside",
			faces(scaled(1, 50), 3),
			/labels lie outside the picture/,
		],
		[
			"three points in one place",
			faces((labels) => [...labels.slice(0, 24), 40, 70, 40, 70, 40, 70], 1),
			/^1 of 20 faces have 3 points or more in one/,
		],
	];
	for (const [what, all, says] of doubtful)
		it(`warns of ${what}`, () => {
			const warnings = checkPlausible(all, "f");
			expect(warnings).to.have.length(1);
			expect(warnings[0]).to.match(says);
		});
});
