import { expect } from "chai";
import { learningRateAt, type Schedule } from "../../src/run";

const CASES: [schedule: Schedule, epoch: number, expected: number][] = [
	[{ kind: "constant" }, 7, 0.1],
	[{ kind: "step", everyEpochs: 3, factor: 0.5 }, 2.9, 0.1],
	[{ kind: "step", everyEpochs: 3, factor: 0.5 }, 6, 0.025],
	[{ kind: "cosine" }, 0, 0.1],
	[{ kind: "cosine" }, 5, 0.05],
	[{ kind: "cosine" }, 10, 0],
	[{ kind: "cosine", finalFactor: 0.1 }, 10, 0.01],
	[{ kind: "cosine", warmupEpochs: 2 }, 1, 0.05],
	[{ kind: "cosine", warmupEpochs: 2 }, 2, 0.1],
	[{ kind: "cosine", warmupEpochs: 2 }, 6, 0.05],
];

describe("learningRateAt", () => {
	for (const [schedule, epoch, expected] of CASES)
		it(`${JSON.stringify(schedule)} gives ${expected} after ${epoch} of 10 epochs`, () => {
			expect(learningRateAt(schedule, 0.1, epoch, 10)).to.be.closeTo(
				expected,
				1e-12,
			);
		});

	for (const warmupEpochs of [1, 5, 0.5])
		it(`warms up for half of a run of one epoch where ${warmupEpochs} are asked for`, () => {
			const schedule: Schedule = { kind: "cosine", warmupEpochs };
			expect(learningRateAt(schedule, 0.1, 0.25, 1)).to.be.closeTo(0.05, 1e-12);
			expect(learningRateAt(schedule, 0.1, 0.5, 1)).to.equal(0.1);
			expect(learningRateAt(schedule, 0.1, 0.75, 1)).to.be.closeTo(0.05, 1e-12);
		});

	for (const warmupEpochs of [-1, Number.NaN])
		it(`refuses a warm-up of ${warmupEpochs} epochs`, () => {
			expect(() =>
				learningRateAt({ kind: "cosine", warmupEpochs }, 0.1, 0, 10),
			).to.throw(/invalid warmupEpochs: (-1|NaN); expected at least 0/);
		});

	it("refuses a step of no epochs", () => {
		expect(() =>
			learningRateAt({ kind: "step", everyEpochs: 0, factor: 1 }, 0.1, 0, 10),
		).to.throw(/invalid everyEpochs: 0/);
	});
});
