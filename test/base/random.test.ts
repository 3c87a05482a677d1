import { expect } from "chai";
import { createRandom, mixSeed } from "../../src/base";
import { KEYPOINT_NAMES, MIRRORED_KEYPOINTS } from "../../src/face";

describe("createRandom", () => {
	it("gives the same numbers for a seed, and others for another", () => {
		const draw = (seed: number) => {
			const random = createRandom(seed);
			return Array.from({ length: 8 }, () => random.uniform());
		};
		expect(draw(7)).to.deep.equal(draw(7));
		expect(draw(7)).not.to.deep.equal(draw(8));
		expect(draw(7)).not.to.deep.equal(draw(7 + 2 ** 32));
		expect(draw(-7)).not.to.deep.equal(draw(7));
	});

	it("keeps the state of each instance to itself", () => {
		const alone = createRandom(1);
		const wanted = [alone.normal(), alone.normal(), alone.uniform()];
		const [one, other] = [createRandom(1), createRandom(2)];
		const drawn = [one.normal(), other.normal() && one.normal(), one.uniform()];
		expect(drawn).to.deep.equal(wanted);
	});

	it("draws uniform and normal numbers of the right mean and spread", () => {
		const random = createRandom(3);
		const moments = (draw: () => number) => {
			const values = Array.from({ length: 50_000 }, draw);
			const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
			const variance =
				values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
			return { mean, sd: Math.sqrt(variance), values };
		};
		const uniform = moments(() => random.uniform(-2, 4));
		expect(uniform.mean).to.be.closeTo(1, 0.03);
		expect(uniform.sd).to.be.closeTo(6 / Math.sqrt(12), 0.02);
		expect(uniform.values.every((x) => x >= -2 && x < 4)).to.equal(true);
		const normal = moments(() => random.normal(5, 2));
		expect(normal.mean).to.be.closeTo(5, 0.04);
		expect(normal.sd).to.be.closeTo(2, 0.03);
		const beyond = normal.values.filter((x) => Math.abs(x - 5) > 4).length;
		expect(beyond / 50_000).to.be.closeTo(0.0455, 0.005);
	});

	it("draws each whole number below a bound equally often", () => {
		const random = createRandom(4);
		const counts = new Array(5).fill(0);
		for (let i = 0; i < 20_000; i++) counts[random.integer(5)]++;
		for (const count of counts) expect(count).to.be.closeTo(4000, 250);
	});

	it("shuffles in place, each order equally often", () => {
		const random = createRandom(5);
		const counts = new Map<string, number>();
		for (let i = 0; i < 6000; i++) {
			const items = Uint8Array.of(1, 2, 3);
			expect(random.shuffle(items)).to.equal(items);
			const order = items.join("");
			counts.set(order, (counts.get(order) ?? 0) + 1);
		}
		expect([...counts.keys()].sort()).to.deep.equal([
			"123",
			"132",
			"213",
			"231",
			"312",
			"321",
		]);
		for (const count of counts.values()) expect(count).to.be.closeTo(1000, 130);
	});

	it("refuses a seed that is no whole number", () => {
		for (const seed of [0.5, Number.NaN, Number.POSITIVE_INFINITY])
			expect(() => createRandom(seed)).to.throw(
				`createRandom: invalid seed: ${seed}`,
			);
	});
});

describe("mixSeed", () => {
	it("tells numbers, their order and their count apart", () => {
		const seeds = [
			mixSeed(),
			mixSeed(0),
			mixSeed(0, 0),
			mixSeed(1, 2),
			mixSeed(2, 1),
			mixSeed(-1),
			mixSeed(2 ** 32),
			mixSeed(2 ** 33),
		];
		expect(new Set(seeds).size).to.equal(seeds.length);
		for (const seed of seeds) expect(seed).to.be.within(0, 2 ** 32 - 1);
	});

	it("does not give one seed twice for a small grid of numbers", () => {
		const seeds = new Set<number>();
		for (let i = 0; i < 100; i++)
			for (let j = 0; j < 100; j++) seeds.add(mixSeed(i, j));
		// Of 10,000 out of 2^32 a pair in a hundred tries is the same by chance.
		expect(seeds.size).to.be.at.least(9999);
	});

	it("refuses what is no whole number", () => {
		expect(() => mixSeed(1, 0.5)).to.throw("mixSeed: invalid number: 0.5");
	});
});

describe("MIRRORED_KEYPOINTS", () => {
	it("swaps left and right, and is its own inverse", () => {
		MIRRORED_KEYPOINTS.forEach((other, i) => {
			expect(MIRRORED_KEYPOINTS[other]).to.equal(i);
			const name = KEYPOINT_NAMES[i];
			expect(KEYPOINT_NAMES[other].includes("left")).to.equal(
				name.includes("right"),
			);
		});
		const itself = KEYPOINT_NAMES.filter((_, i) => MIRRORED_KEYPOINTS[i] === i);
		expect(itself).to.deep.equal([
			"nose_tip",
			"mouth_center_top_lip",
			"mouth_center_bottom_lip",
		]);
	});
});
