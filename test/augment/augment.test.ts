import { expect } from "chai";
import {
	augmentFaces,
	createAugmenter,
	type Pipeline,
	PRESETS,
	type Step,
} from "../../src/augment";
import { createRandom } from "../../src/base";
import { labelsOf, selectFaces } from "../../src/dataset";
import {
	COORDINATE_COUNT,
	IMAGE_PIXELS,
	IMAGE_SIZE,
	KEYPOINT_NAMES,
	type KeypointName,
} from "../../src/face";
import { squares } from "../support/faces";

/** Does a pipeline to one image and its points. */
function augmentOne(
	pipeline: Pipeline,
	image: Uint8Array,
	points: Float32Array = new Float32Array(COORDINATE_COUNT).fill(Number.NaN),
	seed = 1,
) {
	const images = image.slice();
	const labels = points.slice();
	const seeds = Uint32Array.of(seed);
	createAugmenter(pipeline)({ images, labels, seeds });
	return { image: images, points: labels };
}

/** An image of random grey values. */
function grain(seed = 3): Uint8Array {
	const random = createRandom(seed);
	return Uint8Array.from({ length: IMAGE_PIXELS }, () => random.integer(256));
}

/** A soft dot of about 5 pixels on black. */
function dotAt(x: number, y: number): Uint8Array {
	return Uint8Array.from({ length: IMAGE_PIXELS }, (_, i) => {
		const [dx, dy] = [(i % IMAGE_SIZE) - x, Math.floor(i / IMAGE_SIZE) - y];
		return Math.round(250 * Math.exp(-(dx * dx + dy * dy) / 8));
	});
}

/** The centre of what is bright. */
function brightCentre(image: Uint8Array): [x: number, y: number] {
	let [sum, x, y] = [0, 0, 0];
	image.forEach((grey, i) => {
		sum += grey;
		x += grey * (i % IMAGE_SIZE);
		y += grey * Math.floor(i / IMAGE_SIZE);
	});
	return [x / sum, y / sum];
}

function pointsWith(places: Partial<Record<KeypointName, [number, number]>>) {
	const points = new Float32Array(COORDINATE_COUNT).fill(Number.NaN);
	for (const [name, place] of Object.entries(places))
		points.set(place, 2 * KEYPOINT_NAMES.indexOf(name as KeypointName));
	return points;
}

function placeOf(points: Float32Array, name: KeypointName): number[] {
	const i = 2 * KEYPOINT_NAMES.indexOf(name);
	return [points[i], points[i + 1]];
}

function expectPlace(place: number[], x: number, y: number): void {
	expect(place[0]).to.be.closeTo(x, 1e-4);
	expect(place[1]).to.be.closeTo(y, 1e-4);
}

const GEOMETRY: Pipeline = [
	{ step: "horizontalFlip", probability: 0.5 },
	{ step: "shear", degrees: [-15, 15], probability: 0.7 },
	{ step: "rotation", degrees: [-180, 180], probability: 0.7 },
	{ step: "scale", factor: [0.8, 1.3], probability: 0.7 },
	{ step: "verticalFlip", probability: 0.3 },
	{ step: "shift", pixels: [-12, 12], probability: 0.7 },
];

describe("where a movement takes a point", () => {
	const cases: [step: Step, x: number, y: number][] = [
		[{ step: "verticalFlip" }, 57.5, 75],
		[{ step: "rotation", degrees: [90, 90] }, 20, 37.5],
		[{ step: "rotation", degrees: [180, 180] }, 37.5, 75],
		[{ step: "scale", factor: [1.5, 1.5] }, 62.5, 6.25],
		[{ step: "shift", pixels: [3, 3] }, 60.5, 23],
		[{ step: "shear", degrees: [45, 45] }, 30, 20],
	];
	for (const [step, x, y] of cases)
		it(`${JSON.stringify(step)} takes (57.5, 20) to (${x}, ${y})`, () => {
			const points = pointsWith({ nose_tip: [57.5, 20] });
			const moved = augmentOne([step], grain(), points);
			expectPlace(placeOf(moved.points, "nose_tip"), x, y);
		});

	it("a flip takes x to 95 - x, and a left eye becomes a right eye", () => {
		const points = pointsWith({
			left_eye_center: [66, 37],
			right_eye_inner_corner: [36, 38],
			nose_tip: [95, 60],
		});
		const moved = augmentOne([{ step: "horizontalFlip" }], grain(), points);
		expectPlace(placeOf(moved.points, "right_eye_center"), 29, 37);
		expectPlace(placeOf(moved.points, "left_eye_inner_corner"), 59, 38);
		expectPlace(placeOf(moved.points, "nose_tip"), 0, 60);
		expect(placeOf(moved.points, "left_eye_center")).to.deep.equal([
			Number.NaN,
			Number.NaN,
		]);
	});

	it("flips both ways are a turn by 180 degrees, names and pixels", () => {
		const points = pointsWith({ left_eye_center: [66, 37] });
		const turned = augmentOne(
			[{ step: "rotation", degrees: [180, 180] }],
			grain(),
			points,
		);
		const flipped = augmentOne(
			[{ step: "horizontalFlip" }, { step: "verticalFlip" }],
			grain(),
			points,
		);
		expect(flipped.image).to.deep.equal(turned.image);
		expectPlace(placeOf(flipped.points, "left_eye_center"), 29, 58);
		expectPlace(placeOf(turned.points, "left_eye_center"), 29, 58);
	});
});

describe("what a step does to pixels", () => {
	it("a flip mirrors every row", () => {
		const image = grain();
		const flipped = augmentOne([{ step: "horizontalFlip" }], image).image;
		const mirrored = image.map(
			(_, i) => image[i - (i % IMAGE_SIZE) + 95 - (i % IMAGE_SIZE)],
		);
		expect(flipped).to.deep.equal(mirrored);
	});

	it("a shift by half a pixel takes the mean of four", () => {
		const image = grain();
		const shifted = augmentOne(
			[{ step: "shift", pixels: [-0.5, -0.5] }],
			image,
		).image;
		const at = 40 * IMAGE_SIZE + 30;
		const four = [at, at + 1, at + IMAGE_SIZE, at + IMAGE_SIZE + 1];
		const mean = four.reduce((sum, i) => sum + image[i], 0) / 4;
		expect(shifted[at]).to.equal(Math.floor(mean + 0.5));
	});

	it("beyond its edge an image goes on with its outermost pixels", () => {
		const image = grain();
		const shifted = augmentOne(
			[{ step: "shift", pixels: [5, 5] }],
			image,
		).image;
		expect(shifted[0]).to.equal(image[0]);
		expect(shifted[4 * IMAGE_SIZE + 3]).to.equal(image[0]);
		expect(shifted[5 * IMAGE_SIZE + 5]).to.equal(image[0]);
		expect(shifted[6 * IMAGE_SIZE + 7]).to.equal(image[IMAGE_SIZE + 2]);
	});

	const tones: [step: Step, grey: number, becomes: number][] = [
		[{ step: "brightness", change: [0.2, 0.2] }, 100, 151],
		[{ step: "brightness", change: [0.2, 0.2] }, 240, 255],
		[{ step: "contrast", factor: [3, 3] }, 101, 48], // 127.5 - 3 * 26.5
		[{ step: "contrast", factor: [2, 2] }, 20, 0],
		[{ step: "gamma", exponent: [2, 2] }, 51, 10], // 255 / 25
		[{ step: "gamma", exponent: [0.5, 0.5] }, 51, 114], // 255 / sqrt(5)
	];
	for (const [step, grey, becomes] of tones)
		it(`${JSON.stringify(step)} makes ${becomes} of ${grey}`, () => {
			const flat = new Uint8Array(IMAGE_PIXELS).fill(grey);
			const [first] = augmentOne([step], flat).image;
			expect(first).to.equal(becomes);
		});

	it("noise has the standard deviation asked for, and no drift", () => {
		const flat = new Uint8Array(IMAGE_PIXELS).fill(128);
		const noisy = augmentOne(
			[{ step: "noise", greyLevels: [10, 10] }],
			flat,
		).image;
		const mean = noisy.reduce((sum, grey) => sum + grey, 0) / IMAGE_PIXELS;
		const variance =
			noisy.reduce((sum, grey) => sum + (grey - mean) ** 2, 0) / IMAGE_PIXELS;
		expect(mean).to.be.closeTo(128, 0.5);
		expect(Math.sqrt(variance)).to.be.closeTo(10, 0.4);
	});

	it("a blur spreads a spot as a Gaussian, and keeps flat grey", () => {
		const spot = new Uint8Array(IMAGE_PIXELS);
		const at = 40 * IMAGE_SIZE + 50;
		spot[at] = 255;
		const blurred = augmentOne(
			[{ step: "blur", sigmaPixels: [1, 1] }],
			spot,
		).image;
		// 255 / (2 pi) at the spot, exp(-1/2) of it beside, exp(-1) across.
		expect(blurred[at]).to.be.within(40, 42);
		expect(blurred[at + 1]).to.be.within(24, 26);
		expect(blurred[at + IMAGE_SIZE]).to.equal(blurred[at + 1]);
		expect(blurred[at - IMAGE_SIZE - 1]).to.be.within(14, 16);
		const flat = new Uint8Array(IMAGE_PIXELS).fill(200);
		expect(
			augmentOne([{ step: "blur", sigmaPixels: [3, 3] }], flat).image,
		).to.deep.equal(flat);
	});

	it("a cut-out covers one grey box, and leaves the points", () => {
		const black = new Uint8Array(IMAGE_PIXELS);
		const points = pointsWith({ nose_tip: [50, 50] });
		const sizes = new Set<number>();
		for (let seed = 0; seed < 50; seed++) {
			const { image, points: after } = augmentOne(
				[{ step: "cutout", pixels: [10, 10] }],
				black,
				points,
				seed,
			);
			expect(after).to.deep.equal(points);
			sizes.add(image.filter((grey) => grey === 128).length);
			expect(image.every((grey) => grey === 0 || grey === 128)).to.equal(true);
		}
		expect(Math.max(...sizes)).to.equal(100);
	});
});

describe("augmentation", () => {
	it("moves a drawn dot with its point to a tenth of a pixel, under any composition", () => {
		let inside = 0;
		for (let seed = 0; seed < 300; seed++) {
			const random = createRandom(seed);
			const [x, y] = [random.uniform(15, 80), random.uniform(15, 80)];
			// A point on the midline, so that a flip leaves its name.
			const points = pointsWith({ nose_tip: [x, y] });
			const moved = augmentOne(GEOMETRY, dotAt(x, y), points, seed);
			const [newX, newY] = placeOf(moved.points, "nose_tip");
			if (!(newX > 10 && newX < 85 && newY > 10 && newY < 85)) continue;
			inside++;
			const [brightX, brightY] = brightCentre(moved.image);
			expect(
				Math.hypot(brightX - newX, brightY - newY),
				`seed ${seed}`,
			).to.be.below(0.1);
		}
		expect(inside).to.be.above(150);
	});

	for (const step of ["horizontalFlip", "verticalFlip"] as const)
		it(`twice ${step} is the same`, () => {
			const points = labelsOf(squares(1, 4, 0.3));
			const image = grain();
			const once = augmentOne([{ step }], image, points);
			const twice = augmentOne([{ step }], once.image, once.points);
			expect(once.image).to.not.deep.equal(image);
			expect(twice.image).to.deep.equal(image);
			// A point with only one coordinate is no point.
			const whole = points.map((value, i) =>
				Number.isNaN(points[i ^ 1]) ? Number.NaN : value,
			);
			expect(twice.points).to.deep.equal(whole);
			expect(
				augmentOne([{ step }, { step }], image, points).image,
			).to.deep.equal(image);
		});

	it("changes nothing where the ranges do not", () => {
		const pipeline: Pipeline = [
			{ step: "rotation", degrees: [0, 0] },
			{ step: "scale", factor: [1, 1] },
			{ step: "shift", pixels: [0, 0] },
			{ step: "shear", degrees: [0, 0] },
			{ step: "brightness", change: [0, 0] },
			{ step: "contrast", factor: [1, 1] },
			{ step: "gamma", exponent: [1, 1] },
			{ step: "noise", greyLevels: [0, 0] },
			{ step: "blur", sigmaPixels: [0, 0] },
			{ step: "cutout", pixels: [0, 0] },
			{ step: "verticalFlip", probability: 0 },
		];
		const points = labelsOf(squares(1, 4, 0.3));
		for (const step of [pipeline, ...pipeline.map((one) => [one]), []]) {
			const after = augmentOne(step, grain(), points);
			expect(after.image, JSON.stringify(step)).to.deep.equal(grain());
			expect(after.points).to.deep.equal(points);
		}
	});

	it("makes a point missing that leaves the image, and leaves missing ones missing", () => {
		const points = pointsWith({ nose_tip: [90, 50], left_eye_center: [5, 5] });
		const moved = augmentOne(
			[{ step: "shift", pixels: [10, 10] }],
			grain(),
			points,
		).points;
		expectPlace(placeOf(moved, "left_eye_center"), 15, 15);
		expect(moved.filter(Number.isFinite).length).to.equal(2);
	});

	it("repeats for a seed, whatever other faces are there, and differs for another or in another epoch", () => {
		const faces = squares(6, 1, 0.3);
		const augmented = augmentFaces(faces, PRESETS.strong, { seed: 7 });
		const again = augmentFaces(selectFaces(faces, [0, 1, 2]), PRESETS.strong, {
			seed: 7,
		});
		expect(again.images).to.deep.equal(
			augmented.images.subarray(0, 3 * IMAGE_PIXELS),
		);
		expect(labelsOf(again)).to.deep.equal(
			labelsOf(augmented).subarray(0, 3 * COORDINATE_COUNT),
		);
		for (const other of [{ seed: 8 }, { seed: 7, epoch: 1 }])
			expect(
				augmentFaces(faces, PRESETS.strong, other).images,
			).to.not.deep.equal(augmented.images);
	});

	it("leaves the faces that it is given as they were", () => {
		const faces = squares(3, 1);
		const [images, points] = [faces.images.slice(), labelsOf(faces)];
		const augmented = augmentFaces(faces, PRESETS.mild);
		expect(augmented.rows).to.deep.equal(faces.rows);
		expect(faces.images).to.deep.equal(images);
		expect(labelsOf(faces)).to.deep.equal(points);
	});

	it("draws each step as often as its probability says", () => {
		const flat = new Uint8Array(IMAGE_PIXELS);
		const pipeline: Pipeline = [
			{ step: "brightness", change: [1, 1], probability: 0.25 },
		];
		let done = 0;
		for (let seed = 0; seed < 1000; seed++)
			if (augmentOne(pipeline, flat, undefined, seed).image[0] === 255) done++;
		expect(done).to.be.within(200, 300);
	});
});
