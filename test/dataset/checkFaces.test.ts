import { expect } from "chai";
import { DataFrame } from "danfojs-node";
import {
	checkFaces,
	coordinatesOf,
	createFrame,
	type Faces,
	selectFaces,
	splitFaces,
} from "../../src/dataset";
import { COORDINATE_NAMES, IMAGE_PIXELS } from "../../src/face";
import { squares } from "../support/faces";

const SOUND = squares(12, 1, 0.3);

/** A frame of labels for 12 faces, one of whose cells is something else. */
function labelsWith(cell: unknown): DataFrame {
	const rows: unknown[][] = Array.from({ length: 12 }, () =>
		COORDINATE_NAMES.map(() => 40),
	);
	rows[3][20] = cell;
	const columns = [...COORDINATE_NAMES];
	return new DataFrame(rows as number[][], { columns });
}

describe("faces whose parts do not fit each other", () => {
	const without = (column: string) =>
		(SOUND.keypoints as DataFrame).drop({ columns: [column] });

	for (const [what, change, message] of [
		[
			"labels of 2 rows for 12 images",
			{ keypoints: createFrame(new Float64Array(60)) },
			/squares has labels of 2 rows for 12 images; expected a row of labels for each image/,
		],
		[
			"labels of 13 rows for 12 images",
			{ keypoints: createFrame(new Float64Array(390)) },
			/labels of 13 rows for 12 images/,
		],
		[
			"3 images for 12 rows",
			{ images: SOUND.images.slice(0, 3 * IMAGE_PIXELS) },
			/12 rows and 3 images; expected 110592 grey values/,
		],
		[
			"a part of an image too many",
			{ images: new Uint8Array(12 * IMAGE_PIXELS + 1) },
			/12 rows and 12.0001/,
		],
		[
			"grey values that are fractions",
			{ images: new Float32Array(12 * IMAGE_PIXELS) as never },
			/images as Float32Array; expected grey values 0 to 255 as a Uint8Array/,
		],
		["groups of 2", { groups: new Int32Array(2) }, /2 groups for 12 images/],
		["ids of 13", { imageIds: new Int32Array(13) }, /13 imageIds for 12/],
		[
			"no column of the nose",
			{ keypoints: without("nose_tip_x") },
			/missing columns: nose_tip_x/,
		],
		...["40", "left", true, Number.POSITIVE_INFINITY].map(
			(cell) =>
				[
					`the label ${typeof cell === "string" ? `"${cell}"` : cell}`,
					{ keypoints: labelsWith(cell) },
					/invalid label: .* in column nose_tip_x of face 3, from 0; expected pixels as a number, or NaN/,
				] as const,
		),
	] as [string, Partial<Faces>, RegExp][]) {
		const faces = { ...SOUND, ...change };
		for (const [name, use] of [
			["checkFaces", () => checkFaces(faces, "checkFaces")],
			["coordinatesOf", () => coordinatesOf(faces)],
			["selectFaces", () => selectFaces(faces, [0])],
			["splitFaces", () => splitFaces(faces)],
		] as const)
			it(`are refused by ${name}: ${what}`, () => {
				expect(use)
					.to.throw(message)
					.with.property("message")
					.that.match(new RegExp(`^${name}: `));
			});
	}

	for (const missing of [Number.NaN, null, undefined, "", " ", "NA"])
		it(`are none where a label is ${typeof missing === "string" ? `"${missing}"` : missing}`, () => {
			const labels = coordinatesOf({
				...SOUND,
				keypoints: labelsWith(missing),
			});
			expect(labels[3 * 30 + 20]).to.be.NaN;
			expect(labels[3 * 30 + 21]).to.equal(40);
		});
});
