import { expect } from "chai";
import { measure } from "../../src/run";

const NONE = Number.NaN;

/** Faces from their first coordinates; the others have no label and predict 0. */
function faces(...first: number[][]): Float32Array {
	const values = new Float32Array(30 * first.length).fill(NONE);
	first.forEach((coordinates, i) => {
		values.set(coordinates, 30 * i);
	});
	return values;
}

describe("measure", () => {
	it("takes the labels present, overall and for each point", () => {
		const labels = faces([10, 20, 30, NONE], [10, NONE, NONE, NONE]);
		const predicted = faces([13, 16, 30, 99], [10, 99, 99, 99]).map(
			(x) => x || 0,
		);
		const measures = measure(predicted, labels);
		expect(measures.faces).to.equal(2);
		expect(measures.labels).to.equal(4);
		// errors 3, -4, 0, 0
		expect(measures.mse).to.be.closeTo(25 / 4, 1e-6);
		expect(measures.rmsePixels).to.be.closeTo(2.5, 1e-6);
		expect(measures.maePixels).to.be.closeTo(7 / 4, 1e-6);
		const [left, right, inner] = measures.points;
		expect(left).to.include({ name: "left_eye_center", labels: 3 });
		expect(left.rmsePixels).to.be.closeTo(Math.sqrt(25 / 3), 1e-6);
		expect(right.maePixels).to.equal(0);
		expect(inner.labels).to.equal(0);
		expect(inner.rmsePixels).to.be.NaN;
	});

	it("tells for each point what is wrong to one side", () => {
		const labels = faces([10, 20], [10, NONE]);
		const predicted = faces([13, 16], [9, 99]).map((x) => x || 0);
		const [left, right] = measure(predicted, labels).points;
		// x: errors 3 and -1; y: -4
		expect(left).to.include({ meanErrorX: 1, meanErrorY: -4 });
		expect(right.meanErrorX).to.be.NaN;
	});

	it("counts a point as found where both its coordinates are within the tolerance", () => {
		const labels = faces([0, 0, 50, 50, 10, NONE]);
		const predicted = faces([3, 4, 50, 51, 10, 10]).map((x) => x || 0);
		expect(
			measure(predicted, labels, { tolerancePixels: 5 }).withinTolerance,
		).to.equal(1);
		expect(
			measure(predicted, labels, { tolerancePixels: 4.9 }).withinTolerance,
		).to.equal(0.5);
	});

	it("computes accuracy as Keras does: whether the largest output is the right one", () => {
		const label = Float32Array.from({ length: 30 }, (_, i) => i);
		const right = label.map((x) => x / 100);
		const wrong = label.map((x) => -x);
		const two = (a: Float32Array, b: Float32Array) =>
			Float32Array.from([...a, ...b]);
		expect(measure(two(right, wrong), two(label, label)).accuracy).to.equal(
			0.5,
		);
	});

	it("has no accuracy where no face has all its labels", () => {
		expect(measure(new Float32Array(30), faces([1])).accuracy).to.be.NaN;
	});

	it("refuses a prediction that is no number, where there is a label", () => {
		const labels = faces([1, 2, NONE], [3, 4, 5]);
		const predicted = labels.map((x, i) => (i === 31 ? NONE : x));
		expect(() => measure(predicted, labels)).to.throw(
			"measure: invalid prediction: NaN for left_eye_center_y of face 1, from 0; expected a number wherever there is a label (predictions come first, then labels)",
		);
	});

	it("refuses as many predictions as there are not labels", () => {
		expect(() => measure(new Float32Array(30), new Float32Array(60))).to.throw(
			/invalid number of predictions: 30; expected 60/,
		);
	});
});
