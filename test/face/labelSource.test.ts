import { expect } from "chai";
import { COORDINATE_NAMES, labelSources, lookupSources } from "../../src/face";

/** A row of labels in which the named points are present. */
function rowWith(...points: string[]): number[] {
	return COORDINATE_NAMES.map((name, i) =>
		points.some((point) => name.startsWith(`${point}_`)) ? i : Number.NaN,
	);
}

const FOUR = [
	"left_eye_center",
	"right_eye_center",
	"nose_tip",
	"mouth_center_bottom_lip",
];

describe("labelSources", () => {
	for (const [which, points, source] of [
		["the four points of B", FOUR, "B"],
		["three of them", FOUR.slice(0, 3), "B"],
		["nothing", [], "B"],
		[
			"the four and a corner of an eye",
			[...FOUR, "left_eye_inner_corner"],
			"A",
		],
		["the upper lip alone", ["mouth_center_top_lip"], "A"],
	] as const)
		it(`takes a row with ${which} for ${source}'s`, () => {
			const labels = Float32Array.from(rowWith(...points));
			expect(labelSources(labels)).to.deep.equal([source]);
		});

	it("tells the rows apart, each by itself", () => {
		const rows = [rowWith(...FOUR), rowWith("mouth_left_corner")];
		expect(labelSources(Float32Array.from(rows.flat()))).to.deep.equal([
			"B",
			"A",
		]);
	});

	it("knows a row of A by one coordinate of a point", () => {
		const labels = Float32Array.from(rowWith(...FOUR));
		labels[COORDINATE_NAMES.indexOf("left_eye_inner_corner_y")] = 3;
		expect(labelSources(labels)).to.deep.equal(["A"]);
	});
});

describe("lookupSources", () => {
	const ask = (imageId: number, ...names: string[]) =>
		names.map((name) => ({
			imageId,
			coordinate: COORDINATE_NAMES.indexOf(name),
		}));

	it("takes an image of which only B's points are asked for B's", () => {
		const sources = lookupSources([
			...ask(7, "nose_tip_x", "nose_tip_y"),
			...ask(8, "mouth_left_corner_x", "nose_tip_x"),
			...ask(9, ...COORDINATE_NAMES),
		]);
		expect([...sources]).to.deep.equal([
			[7, "B"],
			[8, "A"],
			[9, "A"],
		]);
	});
});
