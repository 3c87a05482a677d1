import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
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
