import { expect } from "chai";
import {
	dropMissing,
	type Faces,
	type FillMethod,
	fillMissing,
	missingTable,
} from "../../src/dataset";
import { COORDINATE_NAMES, IMAGE_PIXELS } from "../../src/face";

const nan = Number.NaN;

/** Four rows; the column of each is its number, save what the test sets. */
function labelsWith(set: Record<string, number[]>): Float32Array {
	const values = Float32Array.from({ length: 4 * 30 }, (_, i) => i % 30);
	for (const [name, column] of Object.entries(set))
		column.forEach((value, row) => {
			values[row * 30 + COORDINATE_NAMES.indexOf(name)] = value;
		});
	return values;
}

const column = (values: Float32Array, name: string) =>
	[0, 1, 2, 3].map((row) => values[row * 30 + COORDINATE_NAMES.indexOf(name)]);

describe("missingTable", () => {
	it("counts a point as missing where either of its coordinates is", () => {
		const table = missingTable(
			labelsWith({
				nose_tip_x: [nan, 1, nan, 1],
				nose_tip_y: [nan, nan, 1, 1],
			}),
		);
		expect(table.columns).to.deep.equal([
			"keypoint",
			"labelled",
			"missing",
			"missingPercent",
		]);
		const rows = table.values as (string | number)[][];
		expect(rows[10]).to.deep.equal(["nose_tip", 1, 3, 75]);
		expect(rows[0]).to.deep.equal(["left_eye_center", 4, 0, 0]);
		expect(rows.length).to.equal(15);
	});
});

describe("dropMissing", () => {
	it("keeps the complete faces alone", () => {
		const faces: Faces = {
			source: "a.csv",
			file: "a.csv",
			images: new Uint8Array(4 * IMAGE_PIXELS),
			rows: Int32Array.of(1, 2, 3, 4),
			labels: labelsWith({
				nose_tip_x: [nan, 1, 1, 1],
				left_eye_center_y: [1, 1, nan, 1],
			}),
			skipped: 0,
			skippedReasons: [],
		};
		expect([...dropMissing(faces).rows]).to.deep.equal([2, 4]);
		const { labels: _, ...unlabelled } = faces;
		expect(() => dropMissing(unlabelled)).to.throw(
			"dropMissing: missing labels: a.csv",
		);
	});
});

describe("fillMissing", () => {
	const gaps = labelsWith({
		nose_tip_x: [nan, 10, nan, 40],
		nose_tip_y: [5, nan, nan, 6],
		left_eye_center_x: [9, 1, nan, 2],
	});
	const cases: [method: FillMethod, x: number[], y: number[], eye: number[]][] =
		[
			["mean", [25, 10, 25, 40], [5, 5.5, 5.5, 6], [9, 1, 4, 2]],
			["median", [25, 10, 25, 40], [5, 5.5, 5.5, 6], [9, 1, 2, 2]],
			["last", [10, 10, 10, 40], [5, 5, 5, 6], [9, 1, 1, 2]],
		];
	for (const [method, x, y, eye] of cases)
		it(`fills in the ${method}, and leaves the labels as they are`, () => {
			const filled = fillMissing(gaps, method);
			expect(column(filled, "nose_tip_x")).to.deep.equal(x);
			expect(column(filled, "nose_tip_y")).to.deep.equal(y);
			expect(column(filled, "left_eye_center_x")).to.deep.equal(eye);
			expect(column(filled, "nose_tip_x").length).to.equal(4);
			expect(filled.some(Number.isNaN)).to.equal(false);
			expect(column(gaps, "nose_tip_x")).to.deep.equal([nan, 10, nan, 40]);
		});

	it("refuses a column without a label, and an unknown method", () => {
		const empty = labelsWith({ nose_tip_x: [nan, nan, nan, nan] });
		expect(() => fillMissing(empty, "mean")).to.throw(
			"fillMissing: missing labels: column nose_tip_x",
		);
		expect(() => fillMissing(gaps, "zero" as FillMethod)).to.throw(
			"fillMissing: unknown method: zero",
		);
	});
});
