import type * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { predict } from "../../src/model";
import { PUBLISHED, publishedNetwork } from "../../src/published";
import { expectClose, expectNoLeak } from "../support/tensors";

/** Parameters of a convolution with bias: size x size x inputs x filters + filters. */
const conv = (size: number, inputs: number, filters: number) =>
	size * size * inputs * filters + filters;
const norm = (filters: number) => 4 * filters;
const dense = (inputs: number, units: number) => inputs * units + units;

/** 1x1 and 3x3, a shortcut of 1x1, batch norm behind each. */
const block = (inputs: number, filters: number) =>
	2 * conv(1, inputs, filters) + conv(3, filters, filters) + 3 * norm(filters);
// 96 -> 45 (7x7 by two), 22, 11, 5.
const RESIDUAL =
	conv(7, 1, 64) +
	norm(64) +
	block(64, 64) +
	block(64, 128) +
	block(128, 256) +
	dense(5 * 5 * 256, 30);
// 96 -> 94 -> 47 -> 45 -> 22 -> 20 -> 10 -> 8 -> 4.
const PLAIN =
	conv(3, 1, 32) +
	conv(3, 32, 64) +
	conv(3, 64, 128) +
	conv(3, 128, 256) +
	dense(4 * 4 * 256, 512) +
	dense(512, 256) +
	dense(256, 30);
const BATCH_NORM =
	conv(3, 1, 32) +
	norm(32) +
	conv(3, 32, 64) +
	norm(64) +
	conv(3, 64, 128) +
	norm(128) +
	dense(10 * 10 * 128, 512) +
	dense(512, 30);

const PARAMETERS: Record<string, number> = {
	"resnet-dropout": RESIDUAL,
	"resnet-flips": RESIDUAL,
	"cnn-checkpoint": PLAIN,
	"cnn-all-rows": PLAIN,
	"cnn-batch-norm": BATCH_NORM,
};

describe("the networks of the published systems", () => {
	before(() => startBackend());

	for (const system of PUBLISHED) {
		it(`${system.name} has the parameters that a calculation by hand gives`, () => {
			const network = publishedNetwork(system, 0);
			expect(network.countParams()).to.equal(PARAMETERS[system.name]);
			network.dispose();
		});

		it(`${system.name} begins as Keras does: Glorot's uniform weights, biases of zero, batch norm of 100 batches`, () => {
			const network = publishedNetwork(system, 1);
			for (const layer of network.layers) {
				const [kernel, bias] = layer.getWeights();
				const config = layer.getConfig();
				if (layer.getClassName() === "BatchNormalization") {
					expect(config).to.include({ momentum: 0.99, epsilon: 1e-3 });
				} else if (kernel) {
					expectGlorot(kernel);
					expect(Math.max(...bias.dataSync())).to.equal(0);
					expect(Math.min(...bias.dataSync())).to.equal(0);
				}
			}
			network.dispose();
		});
	}

	it("speak in the units of their labels, and a last layer in pixels", () =>
		expectNoLeak(async () => {
			const image = Uint8Array.from({ length: 96 * 96 }, (_, i) => i % 251);
			const network = "batch-norm";
			const of = async (pixels: number, zeroAt: number) => {
				const units = { pixels, zeroAt };
				const built = publishedNetwork({ network, units }, 3);
				const points = await predict(built, image);
				built.dispose();
				return points;
			};
			const plain = await of(1, 0);
			expectClose(
				await of(48, 40),
				plain.map((x) => 48 * x + 40),
				1e-3,
			);
		}));

	it("drop units as each text has it, and follow from their seed", () => {
		const ratesOf = (name: string) => {
			const system = PUBLISHED.find((published) => published.name === name);
			const network = publishedNetwork(system as (typeof PUBLISHED)[0], 0);
			const rates = network.layers
				.filter((layer) => layer.getClassName() === "SeededDropout")
				.map((layer) => (layer.getConfig().rate as number).toFixed(1));
			network.dispose();
			return rates;
		};
		expect(ratesOf("cnn-batch-norm")).to.deep.equal([
			...["0.1", "0.2", "0.3", "0.5"],
		]);
		expect(ratesOf("cnn-checkpoint")).to.deep.equal(["0.3", "0.3"]);
		expect(ratesOf("cnn-all-rows")).to.deep.equal([]);
		expect(ratesOf("resnet-dropout")).to.deep.equal(["0.5"]);
		expect(ratesOf("resnet-flips")).to.deep.equal([]);
	});
});

/** Uniform within the root of 6 / (inputs + outputs): its edges are reached, and its variance is a third of their square. */
function expectGlorot(kernel: tf.Tensor): void {
	const [inputs, outputs] = kernel.shape.slice(-2);
	const field = kernel.shape.slice(0, -2).reduce((a, b) => a * b, 1);
	const limit = Math.sqrt(6 / (field * (inputs + outputs)));
	const values = kernel.dataSync();
	let [largest, squares] = [0, 0];
	for (const value of values) {
		largest = Math.max(largest, Math.abs(value));
		squares += value ** 2;
	}
	expect(largest).to.be.within(0.9 * limit, limit * (1 + 1e-6));
	expect(squares / values.length).to.be.closeTo(
		limit ** 2 / 3,
		0.2 * limit ** 2,
	);
}
