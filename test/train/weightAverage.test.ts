import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { WeightAverage } from "../../src/train/weightAverage";
import { onEveryBackend } from "../support/backends";
import { expectClose, expectNoLeak } from "../support/tensors";

/** A model of one weight. */
function oneWeight() {
	const network = tf.sequential({
		layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [1] })],
	});
	const weight = network.weights[0].read() as tf.Variable;
	const set = (value: number) =>
		tf.tidy(() => weight.assign(tf.tensor2d([[value]])));
	const value = () => weight.dataSync()[0];
	return { network, set, value };
}

onEveryBackend(() => {
	describe("the average of weights", () => {
		it("follows the weights, the first steps faster", () =>
			expectNoLeak(() => {
				const { network, set, value } = oneWeight();
				set(0);
				const average = new WeightAverage(network, 0.5);
				set(11);
				average.update(1); // decay 2 / 11: 11 * 9 / 11 = 9
				set(20);
				average.update(100); // decay 0.5: (9 + 20) / 2
				average.swap();
				expectClose([value()], [14.5]);
				average.swap();
				expect(value()).to.equal(20);
				average.update(101); // (14.5 + 20) / 2
				average.swap();
				expectClose([value()], [17.25]);
				average.dispose();
				network.dispose();
			}));
	});
});
