import { expect } from "chai";
import { IMAGE_SIZE } from "../../src/face";
import { centreSquare, cropFace, type Photo, toPhoto } from "../../src/photo";

/** A photo of which each pixel's grey is given by its column and row. */
function photoOf(
	width: number,
	height: number,
	grey: (x: number, y: number) => number,
): Photo {
	const values = Uint8Array.from({ length: width * height }, (_, i) =>
		grey(i % width, Math.floor(i / width)),
	);
	return { path: "drawn", width, height, grey: values };
}

describe("centreSquare", () => {
	for (const [width, height, square] of [
		[100, 100, { left: 0, top: 0, size: 100 }],
		[300, 200, { left: 50, top: 0, size: 200 }],
		[30, 41, { left: 0, top: 5, size: 30 }],
	] as const)
		it(`of ${width}x${height} is the largest in the middle`, () =>
			expect(centreSquare({ width, height })).to.deep.equal(square));
});

describe("toPhoto", () => {
	for (const [position, edge, size, expected] of [
		[40.25, 0, 96, 40.25],
		// Two pixels of the photo a pixel: the first one's centre lies between them.
		[0, 0, 192, 0.5],
		[95, 0, 192, 190.5],
		[0, 10, 192, 10.5],
		[47.5, 0, 960, 479.5],
		// Half a pixel a pixel: the first one's centre lies left of the photo's.
		[0, 0, 48, -0.25],
		[95, 3, 48, 50.25],
	])
		it(`leads from ${position} in a square of ${size} at ${edge} to ${expected}`, () =>
			expect(toPhoto(position, edge, size)).to.be.closeTo(expected, 1e-9));
});

describe("cropFace", () => {
	const whole = (photo: Photo) => cropFace(photo, centreSquare(photo));

	it("leaves a photo of 96x96 as it is", () => {
		const photo = photoOf(96, 96, (x, y) => (x * 7 + y * 31) % 256);
		expect(whole(photo)).to.deep.equal(photo.grey);
	});

	it("takes the mean of the pixels that a pixel covers", () => {
		const photo = photoOf(192, 192, (x, y) => (x === 0 && y < 2 ? 100 : 0));
		// Two of the four pixels of the first one are 100.
		expect(Array.from(whole(photo).slice(0, 2))).to.deep.equal([50, 0]);
	});

	it("weighs a pixel that is covered in part by that part", () => {
		// 1.5 pixels a pixel: the second one is shared by halves.
		const photo = photoOf(144, 144, (x) => (x === 1 ? 90 : 0));
		expect(Array.from(whole(photo).slice(0, 3))).to.deep.equal([30, 30, 0]);
	});

	it("interpolates linearly where it enlarges, and repeats the border", () => {
		const photo = photoOf(48, 48, (x) => (x === 0 ? 200 : x === 1 ? 100 : 0));
		// Centres lie at -.25, .25, .75, 1.25 of the photo's pixels.
		expect(Array.from(whole(photo).slice(0, 4))).to.deep.equal([
			200, 175, 125, 75,
		]);
	});

	it("does not let a fine pattern alias", () => {
		const photo = photoOf(960, 960, (x) => (x % 2) * 255);
		expect(new Set(whole(photo))).to.deep.equal(new Set([128]));
	});

	it("goes on as the outermost pixels beyond the border", () => {
		const photo = photoOf(96, 96, (x, y) => (x === 0 && y === 0 ? 77 : 0));
		const face = cropFace(photo, { left: -10, top: -10, size: 96 });
		expect(face[0]).to.equal(77);
		expect(face[10 * IMAGE_SIZE + 10]).to.equal(77);
		expect(face[10 * IMAGE_SIZE + 11]).to.equal(0);
	});

	for (const [width, height] of [
		[96, 96],
		[97, 131],
		[400, 300],
		[300, 1000],
		[61, 47],
		[2000, 1501],
	])
		it(`shows a dot of a ${width}x${height} photo where toPhoto leads back from`, () => {
			const square = centreSquare({ width, height });
			const [x, y] = [
				square.left + square.size / 3,
				square.top + square.size / 2,
			];
			const radius = square.size / 12;
			const photo = photoOf(width, height, (column, row) =>
				Math.round(
					200 * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / radius ** 2),
				),
			);
			const face = cropFace(photo, square);
			let [sum, sumX, sumY] = [0, 0, 0];
			face.forEach((grey, i) => {
				sum += grey;
				sumX += grey * (i % IMAGE_SIZE);
				sumY += grey * Math.floor(i / IMAGE_SIZE);
			});
			const near = 0.05 * Math.max(1, square.size / IMAGE_SIZE);
			expect(toPhoto(sumX / sum, square.left, square.size))
				.to.be //
				.closeTo(x, near);
			expect(toPhoto(sumY / sum, square.top, square.size))
				.to.be //
				.closeTo(y, near);
		});
});
