import { expect } from "chai";
import {
	type PersonErrors,
	pairedBootstrap,
	personErrors,
	rmseOf,
	seedDifference,
} from "../../src/evaluate";

/** People 1, 2, ... with one label each, whose squared errors are given. */
const errors = (...squared: number[]): PersonErrors => ({
	people: squared.map((_, i) => i + 1),
	squared,
	labels: squared.map(() => 1),
});

describe("errors by person", () => {
	it("are sums over the labels that the faces of a person have", () => {
		const labels = new Float32Array(90).fill(Number.NaN);
		labels[0] = 10; // face 0, of person 7
		labels[31] = 20; // face 1, of person 3
		labels[62] = 30; // face 2, of person 7
		const predicted = new Float32Array(90);
		predicted[0] = 11;
		predicted[31] = 22;
		predicted[62] = 33;
		expect(
			personErrors(predicted, labels, Int32Array.of(7, 3, 7)),
		).to.deep.equal({ people: [3, 7], squared: [4, 1 + 9], labels: [1, 2] });
	});

	it("give the RMSE over all labels, not the mean of people", () => {
		expect(
			rmseOf({ people: [1, 2], squared: [9, 3], labels: [1, 2] }),
		).to.equal(2);
	});

	it("need a person for each face", () => {
		const two = new Float32Array(60);
		expect(() => personErrors(two, two, Int32Array.of(1))).to.throw(
			/invalid lengths: 60 predictions, 60 labels, 1 groups; expected 30/,
		);
	});
});

describe("the paired bootstrap over people", () => {
	it("is sure of a difference that is the same for everyone", () => {
		const result = pairedBootstrap([errors(16, 16, 16)], [errors(1, 1, 1)]);
		expect(result).to.deep.equal({
			...{ difference: 3, low: 3, high: 3, confidence: 0.95 },
		});
	});

	it("finds of two people the three draws that there are, and how often", () => {
		// Drawn: both (1 of 2), the first twice (1 of 4), the second twice (1 of 4).
		const a = [errors(25, 1)];
		const b = [errors(0, 0)];
		const within = (confidence: number) => {
			const { low, high } = pairedBootstrap(a, b, { confidence });
			return [low, high];
		};
		expect(within(0.6)).to.deep.equal([1, 5]);
		expect(within(0.4)).to.deep.equal([Math.sqrt(13), Math.sqrt(13)]);
		expect(pairedBootstrap(a, b).difference).to.equal(Math.sqrt(13));
	});

	it("pairs: errors that both share at random cancel", () => {
		const hard = Array.from({ length: 40 }, (_, i) => 1 + (i % 7) ** 2);
		const a = errors(...hard.map((e) => 1.21 * e));
		const b = errors(...hard);
		const { difference, low, high } = pairedBootstrap([a], [b]);
		// 0.1 times an RMSE that is itself uncertain by much more.
		expect(difference).to.be.closeTo(0.1 * rmseOf(b), 1e-9);
		expect(high - low).to.be.below(0.1 * rmseOf(b));
		expect(low).to.be.above(0);
	});

	it("holds no difference within its bounds where there is none", () => {
		const a = errors(1, 2, 3, 4, 5, 6, 7, 8);
		const b = errors(8, 7, 6, 5, 4, 3, 2, 1);
		const { difference, low, high } = pairedBootstrap([a], [b]);
		expect(difference).to.equal(0);
		expect(low).to.be.below(0);
		expect(high).to.be.above(0);
	});

	it("takes the mean RMSE of several runs, and turns with who is first", () => {
		const runs = [errors(4, 4), errors(16, 16)]; // RMSE 2 and 4
		const one = [errors(1, 1)];
		expect(pairedBootstrap(runs, one).difference).to.equal(2);
		expect(pairedBootstrap(one, runs).difference).to.equal(-2);
	});

	it("follows from its seed", () => {
		const a = [errors(1, 5, 2, 9, 3)];
		const b = [errors(2, 1, 2, 3, 4)];
		const seeded = (seed: number) =>
			pairedBootstrap(a, b, { seed, draws: 20, confidence: 0.5 });
		expect(seeded(3)).to.deep.equal(seeded(3));
		expect(seeded(3)).not.to.deep.equal(seeded(4));
	});

	for (const [what, run, message] of [
		["no runs", () => pairedBootstrap([], [errors(1, 2)]), /missing runs/],
		[
			"other people",
			() =>
				pairedBootstrap([errors(1, 2)], [{ ...errors(1, 2), people: [1, 3] }]),
			/invalid runs: .*different people or labels/,
		],
		[
			"other labels",
			() =>
				pairedBootstrap([errors(1, 2)], [{ ...errors(1, 2), labels: [1, 2] }]),
			/invalid runs/,
		],
		[
			"one person",
			() => pairedBootstrap([errors(1)], [errors(2)]),
			/invalid people: 1 of 1 have labels; expected at least two/,
		],
		[
			"a person without labels",
			() => {
				const gap = { ...errors(1, 2, 0), labels: [1, 1, 0] };
				return pairedBootstrap([gap], [gap]);
			},
			/invalid people: 2 of 3/,
		],
		[
			"no draws",
			() => pairedBootstrap([errors(1, 2)], [errors(1, 2)], { draws: 0 }),
			/invalid draws: 0; expected a whole number above 0/,
		],
		[
			"a confidence of one",
			() => pairedBootstrap([errors(1, 2)], [errors(1, 2)], { confidence: 1 }),
			/invalid confidence: 1; expected a share between 0 and 1/,
		],
	] as const)
		it(`refuses ${what}`, () => {
			expect(run).to.throw(message);
		});
});

describe("the difference of two ways to train", () => {
	it("has the interval of the t-test", () => {
		// Means 2 and 5, both with variance 1: 2.776 * sqrt(1 * (1/3 + 1/3)).
		const { difference, low, high } = seedDifference([1, 2, 3], [4, 5, 6]);
		expect(difference).to.equal(-3);
		expect(low).to.be.closeTo(-3 - 2.776 * Math.sqrt(2 / 3), 1e-9);
		expect(high).to.be.closeTo(-3 + 2.776 * Math.sqrt(2 / 3), 1e-9);
	});

	it("pools the spread of sides with different numbers of runs", () => {
		// Squares about the means 2 and 2: 2 and 0; three degrees of freedom.
		const { low, high } = seedDifference([1, 2, 3], [2, 2]);
		const half = 3.182 * Math.sqrt((2 / 3) * (1 / 3 + 1 / 2));
		expect(low).to.be.closeTo(-half, 1e-9);
		expect(high).to.be.closeTo(half, 1e-9);
	});

	it("needs two runs each, and numbers", () => {
		expect(() => seedDifference([1, 2], [3])).to.throw(
			/missing runs: 1; expected at least two of each/,
		);
		expect(() => seedDifference([1, Number.NaN], [3, 4])).to.throw(
			/invalid value: NaN; expected finite numbers/,
		);
	});
});
