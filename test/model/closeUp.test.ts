import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { IMAGE_PIXELS } from "../../src/face";
import { predict, SoftArgmax } from "../../src/model";
import { closeUpAverage, closeUpOf } from "../../src/model/closeUp";
import { expectClose, expectNoLeak } from "../support/tensors";

/** A model that answers where an image is bright, 15 times. */
function brightest(): tf.LayersModel {
	const input = tf.input({ shape: [96, 96, 1] });
	const [logits] = [
		tf.layers.conv2d({
			filters: 1,
			kernelSize: 1,
			kernelInitializer: tf.initializers.constant({ value: 50 }),
		}),
		tf.layers.permute({ dims: [3, 1, 2] }),
	].reduce<tf.SymbolicTensor[]>(
		(x, layer) => [layer.apply(x) as tf.SymbolicTensor],
		[input],
	);
	const place = new SoftArgmax().apply(logits) as tf.SymbolicTensor;
	const places = Array.from({ length: 15 }, () => place);
	return tf.model({
		inputs: input,
		outputs: tf.layers.concatenate().apply(places) as tf.SymbolicTensor,
	});
}

describe("a close-up", () => {
	before(() => startBackend());

	it("shows the pixels from 5 to 90 of an image, enlarged", () =>
		expectNoLeak(async () => {
			const ramp = tf.tidy(() =>
				tf.range(0, 96).reshape([1, 1, 96, 1]).tile([1, 96, 1, 1]),
			) as tf.Tensor4D;
			const close = closeUpOf(ramp);
			const row = close.dataSync().slice(0, 96);
			const expected = Array.from({ length: 96 }, (_, i) => 5 + (i * 85) / 95);
			expectClose(row, expected, 1e-3);
			tf.dispose([ramp, close]);
		}));

	it("tells a place in pixels of the image", () => {
		// 5 + 38 * 85 / 95 = 39 in the image.
		const mean = closeUpAverage(Float32Array.of(41), Float32Array.of(38));
		expectClose(mean, [40]);
	});

	it("finds what the image shows at the same place", async () => {
		const image = new Uint8Array(IMAGE_PIXELS);
		for (let y = 0; y < 96; y++)
			for (let x = 0; x < 96; x++) {
				const distance = Math.hypot(x - 30, y - 61);
				image[y * 96 + x] = 255 * Math.exp(-((distance / 8) ** 2));
			}
		const network = brightest();
		const without = await predict(network, image);
		const averaged = await predict(network, image, { closeUp: true });
		// Of the close-up alone it would be 28 and 62.6, or half as far off.
		for (let i = 0; i < 30; i++)
			expect(averaged[i]).to.be.closeTo(without[i], 0.2);
		network.dispose();
	});
});
