import { expect } from "chai";
import type { GreyPicture } from "../../src/photo/crop";
import { shapeOf, squareAround, TYPICAL_FACE } from "../../src/photo/faceShape";
import { FACE_DOUBT, findFace, type Look } from "../../src/photo/findFace";
import { shrink } from "../../src/photo/shrink";

const PIXELS = 96 * 96;
/** In a face image that shows the disc as a typical face: its middle and radius. */
const [X, Y, RADIUS] = [47, 47, 25];

/** A black photo with a white disc. */
function discPhoto(
	width: number,
	height: number,
	disc: { x: number; y: number; radius: number },
): GreyPicture {
	const grey = new Uint8Array(width * height);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++)
			if (Math.hypot(x - disc.x, y - disc.y) < disc.radius)
				grey[y * width + x] = 255;
	return { width, height, grey };
}

/** Takes a disc for a face, and is sure of it where its size is about right and all of it is seen. */
const lookForDisc: Look = async (images) => {
	const count = images.length / PIXELS;
	const points = new Float32Array(30 * count);
	const spread = new Float32Array(15 * count).fill(20);
	for (let i = 0; i < count; i++) {
		let [sum, x, y, cut] = [0, 0, 0, false];
		for (let at = 0; at < PIXELS; at++) {
			const grey = images[i * PIXELS + at];
			const [column, row] = [at % 96, Math.floor(at / 96)];
			sum += grey;
			x += grey * column;
			y += grey * row;
			cut ||= grey > 0 && [column, row].some((k) => k === 0 || k === 95);
		}
		const radius = Math.sqrt(sum / 255 / Math.PI);
		const scale = sum === 0 ? 1 : radius / RADIUS;
		for (let k = 0; k < 30; k++)
			points[30 * i + k] =
				sum === 0
					? 48
					: [x, y][k % 2] / sum + (TYPICAL_FACE[k] - [X, Y][k % 2]) * scale;
		const away = Math.hypot(x / sum - X, y / sum - Y) / 20;
		if (sum > 0 && !cut && scale > 0.5 && scale < 1.6)
			spread.fill(1 + away + Math.abs(scale - 1), 15 * i, 15 * (i + 1));
	}
	return { points, spread };
};

describe("the shape of a face", () => {
	const turned = (angle: number, scale: number, dx: number, dy: number) =>
		TYPICAL_FACE.map((_, i) => {
			const [x, y] = [TYPICAL_FACE[i - (i % 2)], TYPICAL_FACE[i - (i % 2) + 1]];
			const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
			return i % 2 ? sin * x + cos * y + dy : cos * x - sin * y + dx;
		});

	it("has no misfit where a typical face is turned, moved and scaled", () => {
		const { scale, residual } = shapeOf(turned(0.4, 1.7, 5, -9));
		expect(scale).to.be.closeTo(1.7, 1e-9);
		expect(residual).to.be.closeTo(0, 1e-4);
	});
	it("has the misfit of a point that is out of its place, in typical pixels", () => {
		const points = turned(0, 2, 0, 0);
		points[21] += 2 * 6; // the nose, six typical pixels lower
		const expected = 6 / Math.sqrt(15); // were the transform not fitted again
		expect(shapeOf(points).residual).to.be.within(0.9 * expected, expected);
	});
	it("has a large misfit where eyes and mouth change places", () => {
		const upside = turned(0, 1, 0, 0).map((v, i) => (i % 2 ? 95 - v : v));
		expect(shapeOf(upside).residual).to.be.above(10);
	});
	it("tells the square in which the face lies as the typical one", () => {
		// Seen in a square of 192 at (10, 20): twice the size, half as large.
		const seen = { left: 10, top: 20, size: 192 };
		const points = TYPICAL_FACE.map((v) => v / 2 + 30);
		const { left, top, size } = squareAround(shapeOf(points), seen);
		expect(size).to.be.closeTo(96, 1e-9);
		// What the model saw at v / 2 + 30 of pixels two wide is at v of pixels one wide.
		const inPhoto = (v: number, edge: number) => edge + (v + 0.5) * 2 - 0.5;
		expect(left).to.be.closeTo(inPhoto(30, 10), 1e-4);
		expect(top).to.be.closeTo(inPhoto(30, 20), 1e-4);
	});
});

describe("findFace", () => {
	for (const [title, width, height, disc] of [
		["in the middle", 200, 200, { x: 98, y: 101, radius: 52 }],
		["small, in a corner", 400, 300, { x: 345, y: 245, radius: 22 }],
		["at the side of a panorama", 900, 200, { x: 60, y: 90, radius: 50 }],
		["in a tall picture", 150, 500, { x: 70, y: 400, radius: 35 }],
	] as const)
		it(`finds the face ${title}`, async () => {
			const photo = discPhoto(width, height, disc);
			const { square, doubt } = await findFace(photo, lookForDisc);
			expect(doubt).to.be.below(2);
			const size = (disc.radius / RADIUS) * 96;
			const tolerance = 0.04 * size;
			expect(square.size).to.be.closeTo(size, tolerance);
			const edge = (at: number, typical: number) =>
				at + 0.5 - ((typical + 0.5) * size) / 96;
			expect(square.left).to.be.closeTo(edge(disc.x, X), tolerance);
			expect(square.top).to.be.closeTo(edge(disc.y, Y), tolerance);
		});
	it("doubts a photo without a face", async () => {
		const photo = discPhoto(300, 200, { x: 0, y: 0, radius: 0 });
		const { doubt } = await findFace(photo, lookForDisc);
		expect(doubt).to.be.above(FACE_DOUBT);
	});
	it("looks at no smaller squares where those of the next size show no surer face", async () => {
		// Found, and yet in doubt: a smaller square may show a surer face.
		let looks = 0;
		const doubting: Look = async (images) => {
			looks += images.length / PIXELS;
			const { points, spread } = await lookForDisc(images);
			return { points, spread: spread.map((value) => value + 5.5) };
		};
		const large = discPhoto(200, 200, { x: 98, y: 101, radius: 52 });
		const { square, doubt } = await findFace(large, doubting);
		expect(doubt).to.be.within(6, FACE_DOUBT);
		expect(square.size).to.be.closeTo((52 / RADIUS) * 96, 8);
		expect(looks).to.be.below(30);
		looks = 0;
		const none = discPhoto(200, 200, { x: 0, y: 0, radius: 0 });
		await findFace(none, doubting);
		expect(looks).to.be.above(300);
	});
	it("follows a face no further once its square stands still", async () => {
		let looks = 0;
		const counting: Look = async (images) => {
			looks += images.length / PIXELS;
			return lookForDisc(images);
		};
		const filling = discPhoto(200, 200, { x: 98.5, y: 98.5, radius: 52 });
		await findFace(filling, counting);
		expect(looks).to.equal(2);
	});
	it("tells how far it is, from the first squares to the last", async () => {
		const shares: number[] = [];
		await findFace(
			discPhoto(300, 200, { x: 0, y: 0, radius: 0 }),
			lookForDisc,
			{
				onProgress(share) {
					shares.push(share);
				},
			},
		);
		expect(shares[0]).to.be.within(0, 0.1);
		expect(shares.at(-1)).to.equal(1);
		expect(shares).to.eql([...shares].sort((a, b) => a - b));
	});
	it("ends where whoever watches it has had enough", async () => {
		let looks = 0;
		const watched = findFace(
			discPhoto(300, 200, { x: 0, y: 0, radius: 0 }),
			async (images) => {
				looks++;
				return lookForDisc(images);
			},
			{
				async onProgress() {
					throw new Error("enough");
				},
			},
		);
		expect(await watched.catch((error) => error.message)).to.equal("enough");
		expect(looks).to.equal(1);
	});
});

describe("shrink", () => {
	it("makes each pixel the mean of a block, and leaves out what fills none", () => {
		const grey = Uint8Array.of(
			0,
			10,
			20,
			30,
			99,
			2,
			4,
			60,
			70,
			99,
			9,
			9,
			9,
			9,
			9,
		);
		expect(shrink({ width: 5, height: 3, grey }, 2)).to.deep.equal({
			width: 2,
			height: 1,
			grey: Uint8Array.of(4, 45),
		});
	});
});
