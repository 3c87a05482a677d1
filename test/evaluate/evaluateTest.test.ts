import { expect } from "chai";
import { fingerprint, loadTestFaces, locateData } from "../../src/dataset";
import { evaluateTest, formatTest, intervalByPerson } from "../../src/evaluate";
import { COORDINATE_NAMES } from "../../src/face";
import {
	inFolder,
	messageOf,
	testText,
	trainingText,
	write,
} from "../dataset/files";
import { describeWithModel, model } from "../serve/shipped";
import { useOwnBackend } from "../support/backends";

/** Labels of 30 coordinates each, and predictions that miss each by so many pixels. */
function misses(...pixels: number[]): [Float32Array, Float32Array] {
	const labels = new Float32Array(30 * pixels.length).fill(40);
	return [labels.map((label, i) => label + pixels[Math.floor(i / 30)]), labels];
}

describe("intervalByPerson", () => {
	it("is the error itself where everybody errs alike", () => {
		const [predicted, labels] = misses(2, -2, 2);
		const groups = Int32Array.of(1, 2, 3);
		expect(intervalByPerson(predicted, labels, groups)).to.deep.equal([2, 2]);
	});

	it("goes from one person's error to the other's where there are two", () => {
		// All draws are of one alone, or of both; each alone comes in a quarter of them.
		const [predicted, labels] = misses(1, 1, 3, 3);
		const groups = Int32Array.of(7, 7, 9, 9);
		expect(intervalByPerson(predicted, labels, groups)).to.deep.equal([1, 3]);
	});

	it("is wider by people than by faces, since faces of one person err alike", () => {
		const pixels = Array.from({ length: 100 }, (_, i) => Math.floor(i / 10));
		const [predicted, labels] = misses(...pixels);
		const width = (groups: Int32Array) => {
			const [low, high] = intervalByPerson(predicted, labels, groups);
			return high - low;
		};
		const faces = Int32Array.from(pixels.keys());
		expect(width(Int32Array.from(pixels))).to.be.above(2 * width(faces));
	});

	it("passes over missing labels, and over people without one", () => {
		const [predicted, labels] = misses(1, 50, 1);
		labels.fill(Number.NaN, 30, 60);
		predicted[0] = 1000;
		labels[0] = Number.NaN;
		const groups = Int32Array.of(1, 2, 3);
		expect(intervalByPerson(predicted, labels, groups)).to.deep.equal([1, 1]);
	});
});

const labelText = (ids: number[]) =>
	[
		["ImageId", "Group", ...COORDINATE_NAMES].join(","),
		...ids.map((id) => `${id},${id % 2},${Array(30).fill(48).join(",")}`),
		"",
	].join("\n");

describeWithModel("evaluateTest", () => {
	before(() => useOwnBackend());

	it("measures a model on the test faces, and says of how many people", () =>
		inFolder(async (folder) => {
			write(folder, "training.csv", trainingText(1));
			write(folder, "test.csv", testText(5));
			write(folder, "test_labels.csv", labelText([5, 3, 1, 2, 4]));
			const found = await evaluateTest(model, locateData(folder));
			expect(found.measures.faces).to.equal(5);
			expect(found.people).to.equal(2);
			const testFaces = await loadTestFaces(locateData(folder));
			expect(found.sha256).to.equal(fingerprint(testFaces));
			expect(found.interval[0]).to.be.at.most(found.measures.rmsePixels);
			expect(found.interval[1]).to.be.at.least(found.measures.rmsePixels);
			const text = formatTest(found);
			expect(text).to.match(/on 5 faces of 2 people who are kept apart/);
			expect(text).to.match(/px RMSE in 95 of 100 cases/);
			expect(text).to.match(/To be used once/);
		}));

	it("says that there are no labels of test faces", () =>
		inFolder(async (folder) => {
			write(folder, "training.csv", trainingText(1));
			write(folder, "test.csv", testText(1));
			expect(
				await messageOf(() => evaluateTest(model, locateData(folder))),
			).to.match(
				/^loadTestFaces: missing labels of the test faces: no test_labels\.csv: .*--set youtube-faces/,
			);
		}));
});
