import { expect } from "chai";
import {
	COORDINATE_NAMES,
	coordinatesOf,
	createFrame,
	type Faces,
	IMAGE_PIXELS,
} from "../../src/dataset";
import { withCopies } from "../../src/recipes";

/** One grey face with a white pixel at (20, 30), where its left eye is labelled. */
function face(): Faces {
	const images = new Uint8Array(IMAGE_PIXELS).fill(100);
	images[30 * 96 + 20] = 255;
	const labels = new Float64Array(30).fill(Number.NaN);
	labels[0] = 20;
	labels[1] = 30;
	return {
		source: "one.csv",
		file: "one.csv",
		images,
		rows: Int32Array.of(1),
		keypoints: createFrame(labels),
		skipped: 0,
		skippedReasons: [],
	};
}

const brightest = (image: Uint8Array) => {
	const i = image.indexOf(Math.max(...image));
	return [i % 96, Math.floor(i / 96)];
};
const present = (labels: Float32Array) =>
	Object.fromEntries(
		COORDINATE_NAMES.map((name, i) => [name, labels[i]] as const).filter(
			([, value]) => !Number.isNaN(value),
		),
	);

describe("the copies of published systems", () => {
	for (const [name, pixel, label] of [
		["flipped", [75, 30], [76, 30]],
		["upside down", [20, 65], [20, 66]],
	] as const)
		it(`${name}: pixels about 95, labels about 96, names as they were`, () => {
			const both = withCopies(face(), [name]);
			expect([...both.rows]).to.deep.equal([1, 1]);
			const copy = both.images.subarray(IMAGE_PIXELS);
			expect(brightest(copy)).to.deep.equal(pixel);
			expect(present(coordinatesOf(both).subarray(30))).to.deep.equal({
				left_eye_center_x: label[0],
				left_eye_center_y: label[1],
			});
		});

	it("brightened: grey times 1.5 to 2, at most white, labels as they were", () => {
		const both = withCopies(face(), ["brightened"], 3);
		const copy = both.images.subarray(IMAGE_PIXELS);
		expect(copy[0]).to.be.within(150, 200);
		expect(copy[30 * 96 + 20]).to.equal(255);
		const labels = coordinatesOf(both);
		expect([...labels.subarray(30)]).to.deep.equal([...labels.subarray(0, 30)]);
	});

	it("leave the faces themselves alone, and follow them in the order of the names", () => {
		const one = face();
		const before = one.images.slice();
		const all = withCopies(one, ["brightened", "flipped"]);
		expect(one.images).to.deep.equal(before);
		expect(all.images.subarray(0, IMAGE_PIXELS)).to.deep.equal(before);
		expect(brightest(all.images.subarray(2 * IMAGE_PIXELS))).to.deep.equal([
			75, 30,
		]);
	});

	it("follow from the seed", () => {
		const once = withCopies(face(), ["brightened"], 1).images;
		expect(withCopies(face(), ["brightened"], 1).images).to.deep.equal(once);
		expect(withCopies(face(), ["brightened"], 2).images).not.to.deep.equal(
			once,
		);
	});
});
