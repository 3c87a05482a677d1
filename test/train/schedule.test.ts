import { expect } from "chai";
import { learningRateAt, type Schedule } from "../../src/train";

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

	it("refuses a warm-up as long as the run", () => {
		expect(() =>
			learningRateAt({ kind: "cosine", warmupEpochs: 10 }, 0.1, 0, 10),
		).to.throw(
			/invalid warmupEpochs: 10; expected at least 0 and below the 10/,
		);
	});

	it("refuses a step of no epochs", () => {
		expect(() =>
			learningRateAt({ kind: "step", everyEpochs: 0, factor: 1 }, 0.1, 0, 10),
		).to.throw(/invalid everyEpochs: 0/);
	});
});
