import { expect } from "chai";
import {
	checkFaces,
	type Faces,
	labelsOf,
	selectFaces,
	splitFaces,
} from "../../src/dataset";
import { IMAGE_PIXELS } from "../../src/face";
import { squares } from "../support/faces";

const SOUND = squares(12, 1, 0.3);

/** Labels of 12 faces, one of which is something else. */
function labelsWith(label: number): Float32Array {
	const labels = new Float32Array(12 * 30).fill(40);
	labels[3 * 30 + 20] = label;
	return labels;
}

describe("faces whose parts do not fit each other", () => {
	for (const [what, change, message] of [
		[
			"labels of 2 rows for 12 images",
			{ labels: new Float32Array(60) },
			/squares has 2 rows of labels for 12 images; expected a row of labels for each image/,
		],
		[
			"labels of 13 rows for 12 images",
			{ labels: new Float32Array(390) },
			/13 rows of labels for 12 images/,
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
			"labels as a list",
			{ labels: [...labelsWith(1)] as never },
			/labels as Array; expected pixels as a Float32Array, 30 for each image: `fromFrame` makes it of a DataFrame/,
		],
		...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(
			(label) =>
				[
					`the label ${label}`,
					{ labels: labelsWith(label) },
					/a label -?Infinity, nose_tip_x of face 3, from 0; expected pixels, or NaN/,
				] as const,
		),
	] as [string, Partial<Faces>, RegExp][]) {
		const faces = { ...SOUND, ...change };
		for (const [name, use] of [
			["checkFaces", () => checkFaces(faces, "checkFaces")],
			["labelsOf", () => labelsOf(faces)],
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
});
