import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { dropoutMask } from "../../src/backend";
import { SeededDropout } from "../../src/model";
import { onEveryBackend } from "../support/backends";

onEveryBackend(() => {
	describe("seeded dropout", () => {
		function drop(layer: SeededDropout, step: number, training = true) {
			layer.step = step;
			return tf.tidy(() =>
				Array.from(
					(
						layer.apply(tf.ones([10_000]), { training }) as tf.Tensor
					).dataSync(),
				),
			);
		}

		it("sets the share of its rate to zero and scales the rest to keep the mean", () => {
			const values = drop(new SeededDropout({ rate: 0.25, seed: 1 }), 0);
			const zeros = values.filter((x) => x === 0).length;
			expect(zeros / values.length).to.be.closeTo(0.25, 0.02);
			for (const x of values) if (x !== 0) expect(x).to.be.closeTo(4 / 3, 1e-5);
		});

		it("draws the same mask for the same step, and another for the next", () => {
			const layer = new SeededDropout({ rate: 0.5, seed: 1 });
			const first = drop(layer, 7);
			expect(drop(layer, 8)).to.not.deep.equal(first);
			expect(drop(layer, 7)).to.deep.equal(first);
		});

		for (const rate of [0.1, 0.2, 0.3, 0.5, 0.9])
			it(`drops a share of ${rate}, each value by itself`, () => {
				const count = 100_000;
				const mask = (seed: number, step: number) =>
					tf.tidy(() => dropoutMask([count], rate, [seed, step]).dataSync());
				const dropped = Math.round(rate * 256) / 256;
				const variance = dropped * (1 - dropped);
				const masks = [mask(1, 1), mask(1, 2), mask(2, 1)];
				const zeros = masks.map((values) =>
					Array.from(values, (x) => (x === 0 ? 1 : 0)),
				);
				// Four standard deviations of what chance does.
				const chance = 4 / Math.sqrt(count);
				for (const each of zeros)
					expect(mean(each)).to.be.closeTo(
						dropped,
						chance * Math.sqrt(variance),
					);
				expect(mean(Array.from(masks[0]))).to.be.closeTo(
					1,
					(chance * Math.sqrt(variance)) / (1 - dropped),
				);
				const correlation = (a: number[], b: number[]) =>
					mean(b.map((x, i) => (a[i] - dropped) * (x - dropped))) / variance;
				// Of neighbours (also within one random word), of steps and of seeds.
				for (const distance of [1, 2, 3, 4, 16])
					expect(
						correlation(zeros[0], zeros[0].slice(distance)),
						`neighbours ${distance} apart`,
					).to.be.closeTo(0, chance);
				expect(correlation(zeros[0], zeros[1])).to.be.closeTo(0, chance);
				expect(correlation(zeros[0], zeros[2])).to.be.closeTo(0, chance);
			});

		it("gives every backend the same mask", () => {
			const mask = tf.tidy(() => dropoutMask([3, 7], 0.4, [5, 6]).dataSync());
			expect(Array.from(mask, (x) => (x === 0 ? 0 : 1)).join("")).to.equal(
				"110101111000100111011",
			);
		});

		it("passes everything through when it does not train", () => {
			const layer = new SeededDropout({ rate: 0.5, seed: 1 });
			expect(drop(layer, 0, false).every((x) => x === 1)).to.equal(true);
		});
	});
});

describe("SeededDropout", () => {
	it("refuses a rate that leaves nothing", () => {
		expect(() => new SeededDropout({ rate: 1 })).to.throw(
			/invalid rate: 1; expected at least 0 and below 1/,
		);
	});
});

function mean(values: number[]): number {
	return values.reduce((sum, x) => sum + x, 0) / values.length;
}
