import { createCanvas, loadImage } from "canvas";
import { expect } from "chai";
import { labelsOf } from "../../src/dataset";
import {
	barChart,
	errorDistribution,
	faceGrid,
	labelDensity,
	lineChart,
	missingLabels,
	namedPoints,
	pointErrors,
	predictedAgainstTrue,
	titledFaces,
} from "../../src/plot";
import { measure } from "../../src/run";
import { squares } from "../support/faces";

interface Trace {
	type: string;
	name?: string;
	x: number[];
	y: number[];
	z: number[][];
	hovertext: string[];
}

const faces = squares(4, 2);
const labels = labelsOf(faces);
/** Face i is 3 (i + 1) pixels off in x and right in y. */
const predicted = labels.map((value, i) =>
	i % 2 ? value : value + 3 * (Math.floor(i / 30) + 1),
);
const traces = (figure: { plotly: { data: object[] } }) =>
	figure.plotly.data as Trace[];

describe("a label on a face", () => {
	it("is a ring about its pixel in the picture", async () => {
		const points = new Float32Array(30).fill(Number.NaN);
		points.set([40, 60]);
		const { png } = faceGrid(new Uint8Array(9216), { labels: points });
		const context = createCanvas(192, 192).getContext("2d");
		context.drawImage(await loadImage(png), 0, 0);
		const at = (x: number, y: number) =>
			Array.from(context.getImageData(x, y, 1, 1).data.subarray(0, 3));
		expect(at(81, 121)).to.deep.equal([0, 0, 0]);
		for (const [x, y] of [
			[84, 121],
			[77, 121],
			[81, 124],
			[81, 117],
		])
			expect(at(x, y)[1], `${x}, ${y}`).to.be.above(80);
	});
});

describe("the charts", () => {
	it("are drawn where a title, a name or a label is empty", () => {
		const bars = ["", "a"].map((name) => ({ name, value: 1 }));
		const bar = barChart({ title: "", xLabel: "", bars });
		const line = lineChart({
			...{ title: "", xLabel: "", yLabel: "" },
			lines: [{ name: "", x: [0, 1], y: [0, 1] }],
		});
		for (const figure of [bar, line])
			expect(figure.png.subarray(1, 4).toString()).to.equal("PNG");
	});

	it("of missing labels hold the share of labels of each point", () => {
		const values = new Float32Array(60).fill(1);
		values[31] = Number.NaN; // y of the first point in the second row
		const [cells] = traces(missingLabels(values));
		expect(cells.z[0]).to.deep.equal([1, 0]);
		expect(cells.z[1]).to.deep.equal([1, 1]);
	});

	it("of many rows have no more columns than a screen shows", () => {
		const [cells] = traces(missingLabels(new Float32Array(30 * 1001)));
		expect(cells.z[0]).to.have.length(112);
	});

	it("of the density count the labels on each pixel", () => {
		const [cells] = traces(labelDensity(labels));
		expect(cells.z[labels[1]][labels[0]]).to.equal(15);
		expect(cells.z.flat().reduce((sum, n) => sum + n, 0)).to.equal(60);
	});

	it("of the error of each point hold its RMSE", () => {
		const [bars] = traces(pointErrors(measure(predicted, labels)));
		// Squared errors of x: 9, 36, 81, 144; as many of y are 0.
		expect(bars.x[0]).to.be.closeTo(Math.sqrt(270 / 8), 1e-4);
		expect(bars.hovertext[10]).to.match(/^nose_tip · RMSE 5\.809 px/);
	});

	it("of values hold each as a bar, and one to compare with as a line", () => {
		const bars = [
			{ name: "a", value: 2 },
			{ name: "b", value: Number.NaN, text: "not measured" },
		];
		const chart = { title: "t", xLabel: "px", bars, line: 3 };
		const figure = barChart(chart);
		const [drawn, line] = traces(figure);
		expect(drawn.x[0]).to.equal(2);
		expect(line.x).to.deep.equal([3, 3]);
		const text = JSON.stringify(figure.plotly.layout);
		expect(text).to.include('"2.00"').and.to.include('"not measured"');
	});

	it("of the distribution show the worst faces, worst first, by row", () => {
		const { plotly } = errorDistribution(faces, predicted, { worst: 2 });
		const { annotations } = plotly.layout as { annotations: Trace[] };
		expect(JSON.stringify(annotations)).to.match(
			/row 4 · 8\.49 px.*row 3 · 6\.36 px/,
		);
		const [bars] = plotly.data as Trace[];
		expect(bars.y.reduce((sum, n) => sum + n, 0)).to.equal(4);
	});

	it("of predicted against true hold both, with row and coordinate", () => {
		const [, x, y] = traces(predictedAgainstTrue(faces, predicted));
		expect([x.x[0], x.y[0]]).to.deep.equal([labels[0], labels[0] + 3]);
		expect(y.x).to.deep.equal(y.y);
		expect(x.hovertext[15]).to.match(/^row 2 · left_eye_center_x · label/);
	});

	it("of a large face name each point that has a label", () => {
		const points = labels.slice(0, 30).fill(Number.NaN, 20, 22);
		const image = faces.images.slice(0, 9216);
		const { layout } = namedPoints(image, { labels: points }).plotly;
		const text = JSON.stringify(layout);
		expect(text).to.include('"mouth_center_bottom_lip"');
		expect(text).to.not.include('"nose_tip"');
	});

	it("of titled faces shorten a title that does not fit", () => {
		const face = {
			image: faces.images.slice(0, 9216),
			points: labels.slice(0, 30),
		};
		const { layout } = titledFaces([
			{ ...face, title: "<b> ".repeat(30) },
		]).plotly;
		expect(JSON.stringify(layout)).to.match(/"text":"&lt;b> [^"]*…"/);
	});

	for (const [name, draw, message] of [
		[
			"lines without values",
			() => lineChart({ title: "", xLabel: "", yLabel: "", lines: [] }),
			/missing values/,
		],
		[
			"a bar to the left",
			() =>
				barChart({ title: "", xLabel: "", bars: [{ name: "a", value: -1 }] }),
			/invalid bar "a": -1/,
		],
		["no rows", () => missingLabels(new Float32Array(0)), /missing/],
		["two faces as one", () => namedPoints(faces), /invalid face: 4 of them/],
		[
			"labels that are all missing",
			() => labelDensity(new Float32Array(30).fill(Number.NaN)),
			/missing labels/,
		],
		[
			"too few titles",
			() => faceGrid(faces, { titles: ["a"] }),
			/invalid titles: 1; expected 4/,
		],
		[
			"a part of an image",
			() => faceGrid(new Uint8Array(100)),
			/invalid images: 100/,
		],
	] as [string, () => unknown, RegExp][])
		it(`refuse ${name}`, () => expect(draw).to.throw(message));
});
