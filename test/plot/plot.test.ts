import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, loadImage } from "canvas";
import { expect } from "chai";
import { labelsOf } from "../../src/dataset";
import { faceGrid, lossCurve, saveFigure, showFigure } from "../../src/plot";
import { squares } from "../support/faces";

const RECORD = {
	loss: 4,
	rmsePixels: 2,
	learningRate: 0.001,
	imagesPerSecond: 100,
	seconds: 1,
};

/** The pixels of a PNG, four numbers each. */
async function pixelsOf(png: Buffer) {
	const image = await loadImage(png);
	const context = createCanvas(image.width, image.height).getContext("2d");
	context.drawImage(image, 0, 0);
	const { data } = context.getImageData(0, 0, image.width, image.height);
	return {
		width: image.width,
		height: image.height,
		at: (x: number, y: number) =>
			Array.from(data.subarray(4 * (y * image.width + x)).subarray(0, 3)),
	};
}

describe("faceGrid", () => {
	it("draws each image in its place, and marks where the points are", async () => {
		const { images } = squares(3, 4);
		const predicted = new Float32Array(90).fill(Number.NaN);
		predicted[60] = 10; // the first point of the third image
		predicted[61] = 20;
		const { png } = faceGrid(images, { predicted, columns: 2, scale: 1 });
		const picture = await pixelsOf(png);
		expect([picture.width, picture.height]).to.deep.equal([196, 196]);
		for (const [x, y] of [
			[40, 40],
			[90, 5],
		])
			expect(picture.at(x, y)[0]).to.equal(images[y * 96 + x]);
		const [red, green, blue] = picture.at(10, 120);
		expect(red).to.be.above(blue + 50);
		expect(green).to.be.above(blue);
	});

	it("tells the pointer the row of the file and the name of the point", () => {
		const faces = squares(2, 1, 0.3);
		faces.rows.set([7, 12]);
		const { plotly } = faceGrid(faces, { predicted: labelsOf(faces) });
		const [labels] = plotly.data as { hovertext: string[]; x: number[] }[];
		expect(labels.hovertext.at(-1)).to.match(/^row 12 · \w+ · label \d/);
		expect(labels.x).to.have.length(labels.hovertext.length).below(30);
	});

	it("is the same to the byte each time, in every form", () => {
		const draw = () => faceGrid(squares(5, 3, 0.5));
		expect(draw().toMimeBundle()).to.deep.equal(draw().toMimeBundle());
		expect(draw().svg).to.equal(draw().svg);
	});

	it("of 16 faces is small enough for a notebook", () => {
		const images = new Uint8Array(16 * 9216).map((_, i) => (i * 7919) >> 3);
		const output = JSON.stringify(faceGrid(images).toMimeBundle());
		expect(output.length).to.be.below(1_000_000);
	});

	it("of more than 16 faces grows to a square and keeps its width", async () => {
		const { width, height } = await pixelsOf(faceGrid(squares(25, 1)).png);
		expect(width).to.be.within(700, 720);
		expect(height).to.be.within(width, width + 5 * 24);
	});

	it("of too many faces for a notebook is refused there, not in files", () => {
		const images = new Uint8Array(100 * 9216).map((_, i) => (i * i) >> 5);
		const figure = faceGrid(images);
		expect(() => figure.toMimeBundle()).to.throw(
			/invalid figure: it takes [\d.]+ MB; expected at most 1 MB under a cell.*show fewer faces/,
		);
		expect(figure.png.length).to.be.above(100_000);
	});

	it("refuses as many predictions as there are not images", () => {
		expect(() =>
			faceGrid(squares(2, 1).images, { predicted: new Float32Array(30) }),
		).to.throw(/invalid predicted: 30 numbers; expected 60 for 2 images/);
		expect(() => faceGrid(new Uint8Array())).to.throw(/missing images/);
	});
});

describe("lossCurve", () => {
	const history = [
		{ ...RECORD, epoch: 1, validationRmsePixels: 5 },
		{ ...RECORD, epoch: 2, validationRmsePixels: 3 },
	];

	it("holds the errors of training and validation by epoch", async () => {
		const { plotly, png } = lossCurve(history);
		expect(plotly.data[1]).to.deep.include({
			name: "validation",
			x: [1, 2],
			y: [5, 3],
		});
		expect((await pixelsOf(png)).width).to.equal(720);
	});

	it("has one line where nothing was held out, and copes with one epoch", () => {
		const figure = lossCurve([{ ...RECORD, epoch: 1 }]);
		expect(figure.plotly.data).to.have.length(1);
	});

	it("refuses a history without epochs", () => {
		expect(() => lossCurve([])).to.throw(/missing epochs/);
	});

	it("numbers epochs by whole numbers, also where there are few", () => {
		const ticksOf = (epochs: number) => {
			const history = Array.from({ length: epochs }, (_, i) => ({
				...RECORD,
				epoch: i + 1,
			}));
			const { xaxis } = lossCurve(history).plotly.layout as {
				xaxis: { tickvals?: number[] };
			};
			return xaxis.tickvals;
		};
		expect(ticksOf(1)).to.deep.equal([1]);
		expect(ticksOf(3)).to.deep.equal([1, 2, 3]);
		expect(ticksOf(60)).to.equal(undefined);
	});

	describe("saved", () => {
		let folder: string;
		beforeEach(() => {
			folder = mkdtempSync(join(tmpdir(), "figure-"));
		});
		afterEach(() => rmSync(folder, { recursive: true }));

		it("as .png is the picture, as .html a page with Plotly in it", async () => {
			const figure = lossCurve(history);
			await saveFigure(figure, join(folder, "loss.png"));
			expect(readFileSync(join(folder, "loss.png"))).to.deep.equal(figure.png);
			await saveFigure(figure, join(folder, "loss.html"));
			await saveFigure(figure, join(folder, "loss.svg"));
			const drawing = readFileSync(join(folder, "loss.svg"), "utf8");
			expect(drawing).to.match(/^<\?xml[\s\S]*<\/svg>/);
			expect(drawing.replace(/xmlns(:\w+)?="[^"]*"/g, "")).to.not.match(
				/https?:/,
			);
			const page = readFileSync(join(folder, "loss.html"), "utf8");
			expect(page).to.include("plotly.js").and.to.include('"validation"');
			expect(page).to.not.match(/<script src=/);
		});

		it("is refused under another name", async () => {
			let error: Error | undefined;
			await saveFigure(lossCurve(history), join(folder, "loss.gif")).catch(
				(caught) => {
					error = caught;
				},
			);
			expect(error?.message).to.match(/unknown kind of file: .*loss.gif/);
		});
	});
});

describe("showFigure", () => {
	it("says outside a notebook that it needs one", () => {
		expect(() => showFigure(lossCurve([{ ...RECORD, epoch: 1 }]))).to.throw(
			/missing notebook/,
		);
	});
});
