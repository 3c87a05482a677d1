import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { createCanvas } from "canvas";
import { expect } from "chai";
import sharp from "sharp";
import { startBackend } from "../../src/backend";
import { COORDINATE_COUNT, KEYPOINT_NAMES } from "../../src/face";
import { Detector } from "../../src/model";
import {
	checkPictureSize,
	drawPoints,
	type PhotoPrediction,
	predictPhoto,
	readPhoto,
} from "../../src/photo";
import { inFolder, messageOf, write } from "../dataset/files";

/** A model that sees the point i at x = i, y = 2i in every image. */
function constantNetwork(): tf.LayersModel {
	const input = tf.input({ shape: [96, 96, 1] });
	const flat = tf.layers.flatten().apply(input);
	const dense = tf.layers.dense({ units: COORDINATE_COUNT });
	const model = tf.model({
		inputs: input,
		outputs: dense.apply(flat) as tf.SymbolicTensor,
	});
	const places = Array.from({ length: COORDINATE_COUNT }, (_, i) =>
		i % 2 === 0 ? i / 2 : i - 1,
	);
	tf.tidy(() =>
		dense.setWeights([
			tf.zeros([96 * 96, COORDINATE_COUNT]),
			tf.tensor1d(places),
		]),
	);
	return model;
}

const blue = (width: number, height: number): Buffer => {
	const canvas = createCanvas(width, height);
	const context = canvas.getContext("2d");
	context.fillStyle = "blue";
	context.fillRect(0, 0, width, height);
	return canvas.toBuffer("image/png");
};

describe("predictPhoto", () => {
	before(startBackend);

	it("gives the points in pixels of the photo", () =>
		inFolder(async (folder) => {
			const path = write(folder, "photo.png", blue(960, 480));
			const detector = new Detector(constantNetwork());
			const { points, square } = await predictPhoto(
				detector,
				await readPhoto(path),
			);
			detector.dispose();
			expect(square).to.deep.equal({ left: 240, top: 0, size: 480 });
			expect(Object.keys(points)).to.deep.equal([...KEYPOINT_NAMES]);
			// Five pixels a pixel: the first one's centre is the third's.
			expect(points.left_eye_center).to.deep.equal({ x: 242, y: 2 });
			expect(points.right_eye_center).to.deep.equal({ x: 247, y: 12 });
		}));
});

describe("drawPoints", () => {
	const predictionAt = (...places: number[][]): PhotoPrediction => ({
		points: Object.fromEntries(
			places.map(([x, y], i) => [KEYPOINT_NAMES[i], { x, y }]),
		) as PhotoPrediction["points"],
		square: { left: 0, top: 0, size: 300 },
	});

	for (const ending of ["png", "jpg", "webp"])
		it(`draws on the upright photo at its full size, as ${ending}`, () =>
			inFolder(async (folder) => {
				const tagged = await sharp(blue(400, 300))
					.withMetadata({ orientation: 6 })
					.jpeg()
					.toBuffer();
				const photo = await readPhoto(write(folder, "photo.jpg", tagged));
				const out = join(folder, `points.${ending}`);
				await drawPoints(photo, predictionAt([100, 250]), out);
				expect(readdirSync(folder).length).to.equal(2);
				const { data, info } = await sharp(out)
					.removeAlpha()
					.raw()
					.toBuffer({ resolveWithObject: true });
				expect([info.width, info.height]).to.deep.equal([300, 400]);
				expect((await sharp(out).metadata()).orientation ?? 1).to.equal(1);
				const at = (x: number, y: number) =>
					Array.from(data.subarray(3 * (y * 300 + x)).subarray(0, 3));
				const [red, green, dark] = at(100, 250);
				expect(red).to.be.closeTo(230, 25);
				expect(green).to.be.closeTo(159, 25);
				expect(dark).to.be.below(60);
				for (const [x, y] of [
					[90, 250],
					[110, 250],
					[100, 240],
					[250, 100],
				])
					expect(at(x, y)[2], `${x}, ${y}`).to.be.above(200);
			}));

	it("says before any work that a photo is too wide for a WebP", () => {
		const wide = { width: 17_000, height: 1700 };
		expect(() => checkPictureSize("points.webp", wide)).to.throw(
			/points\.webp would have 17000x1700 pixels, and a WebP has at most 16383 on a side; expected a name that ends in \.png or \.jpg/,
		);
		checkPictureSize("points.png", wide);
		checkPictureSize("points.webp", { width: 16_383, height: 1700 });
	});

	it("puts the middle of a mark on the point, to a part of a pixel", () =>
		inFolder(async (folder) => {
			const photo = await readPhoto(write(folder, "photo.png", blue(300, 300)));
			const out = join(folder, "points.png");
			await drawPoints(photo, predictionAt([120.3, 88.8]), out);
			const { data } = await sharp(out)
				.removeAlpha()
				.raw()
				.toBuffer({ resolveWithObject: true });
			let [sum, sumX, sumY] = [0, 0, 0];
			for (let i = 0; i < 300 * 300; i++) {
				const weight = 255 - data[3 * i + 2]; // what is not blue
				sum += weight;
				sumX += weight * (i % 300);
				sumY += weight * Math.floor(i / 300);
			}
			expect(sumX / sum).to.be.closeTo(120.3, 0.1);
			expect(sumY / sum).to.be.closeTo(88.8, 0.1);
		}));

	it("cuts marks at the border, and leaves out those beyond it", () =>
		inFolder(async (folder) => {
			const photo = await readPhoto(write(folder, "photo.png", blue(300, 300)));
			const out = join(folder, "points.png");
			const places = [
				[-0.5, -0.5],
				[299, 299],
				[-50, 20],
				[20, 900],
			];
			await drawPoints(photo, predictionAt(...places), out);
			const corner = await sharp(out).raw().toBuffer();
			expect(corner[0]).to.be.closeTo(230, 5);
		}));

	it("refuses a name of another kind, and the photo itself", () =>
		inFolder(async (folder) => {
			const path = write(folder, "photo.png", blue(300, 300));
			const photo = await readPhoto(path);
			const draw = (out: string) => () =>
				drawPoints(photo, predictionAt([1, 1]), out);
			expect(await messageOf(draw(join(folder, "points.gif")))).to.match(
				/^drawPoints: unknown kind of picture: .*points\.gif; expected a name that ends in \.png/,
			);
			expect(await messageOf(draw(path))).to.match(/is the photo itself/);
			expect(await messageOf(draw(join(folder, "no", "x.png")))).to.match(
				/its folder is missing/,
			);
		}));
});
