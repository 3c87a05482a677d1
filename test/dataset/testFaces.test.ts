import { expect } from "chai";
import { labelsOf, loadTestFaces, locateData } from "../../src/dataset";
import { COORDINATE_NAMES } from "../../src/face";
import { inFolder, messageOf, testText, trainingText, write } from "./files";

const header = ["ImageId", "Group", ...COORDINATE_NAMES].join(",");
const row = (id: number | string, group: number | string, first = "10") =>
	[id, group, first, ...Array(29).fill("48.5")].join(",");

function prepare(folder: string, rows: string[]) {
	write(folder, "training.csv", trainingText(1));
	write(folder, "test.csv", testText(2));
	write(folder, "test_labels.csv", [header, ...rows, ""].join("\n"));
	return locateData(folder);
}

describe("loadTestFaces", () => {
	it("gives each image its labels and its person, whatever the order", () =>
		inFolder(async (folder) => {
			const data = prepare(folder, [row(2, 8, ""), row(1, 7)]);
			const faces = await loadTestFaces(data);
			expect([...(faces.imageIds ?? [])]).to.deep.equal([1, 2]);
			expect([...(faces.groups ?? [])]).to.deep.equal([7, 8]);
			const labels = labelsOf(faces);
			expect(labels[0]).to.equal(10);
			expect(labels[30]).to.be.NaN;
			expect(labels[31]).to.equal(48.5);
		}));

	for (const [what, rows, expected] of [
		[
			"an image without a row",
			[row(1, 7)],
			/missing row: .* has none for image 2 of/,
		],
		[
			"a row of no image",
			[row(1, 7), row(2, 7), row(3, 7)],
			/unknown ImageId: 3 in/,
		],
		[
			"an image twice",
			[row(1, 7), row(1, 7)],
			/invalid ImageId: 1 .*row 2, column ImageId, is there twice/,
		],
		[
			"a person of letters",
			[row(1, "Ada"), row(2, 7)],
			/invalid Group: "Ada" .*row 1/,
		],
		[
			"a coordinate of letters",
			[row(1, 7, "x"), row(2, 7)],
			/invalid coordinate: "x" .*row 1, column left_eye_center_x/,
		],
		[
			"a coordinate far outside",
			[row(1, 7), row(2, 7, "960")],
			/invalid coordinate: "960" .*row 2/,
		],
	] as [string, string[], RegExp][])
		it(`refuses ${what}`, () =>
			inFolder(async (folder) => {
				const data = prepare(folder, rows);
				const message = await messageOf(() => loadTestFaces(data));
				expect(message).to.match(/^loadTestFaces: /);
				expect(message).to.match(expected);
			}));
});
