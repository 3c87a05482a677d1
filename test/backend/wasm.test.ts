import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { randomUniform } from "../../src/backend";
import { labelsOf } from "../../src/dataset";
import { buildModel, type MODELS } from "../../src/model";
import { Optimizer } from "../../src/train";
import { TrainStep, trainableVariables } from "../../src/train/step";
import { useBackend, useOwnBackend, whyNot } from "../support/backends";
import { squares } from "../support/faces";
import { smallNetwork } from "../support/networks";
import { expectClose, expectNoLeak, randomTensor } from "../support/tensors";

describe("random numbers", () => {
	after(useOwnBackend);

	it("are those of TensorFlow's StatelessRandomUniform, whatever computes", async () => {
		for (const name of ["tensorflow", "wasm", "cpu"] as const) {
			if (whyNot(name)) continue;
			await useBackend(name);
			const draw = (count: number, a: number, b: number) =>
				tf.tidy(() => Array.from(randomUniform([count], [a, b]).dataSync()));
			// From TensorFlow 2.21.
			expect(draw(10, 1, 2)[0], name).to.equal(0.8440604209899902);
			expect(draw(10, 1, 2)[9], name).to.equal(0.08476817607879639);
			expect(draw(7, 0, 0)[6], name).to.equal(0.8081874847412109);
			const last = draw(100_003, -5, 77)[100_002];
			expect(last, name).to.equal(0.485520601272583);
		}
	});
});

describe("training on wasm", function () {
	this.timeout(120_000);
	after(useOwnBackend);

	it("a filter's gradient over more images than fit at a time, as the sum of each image's", async () => {
		await useBackend("wasm");
		await expectNoLeak(() => {
			tf.tidy(() => {
				const x = randomTensor([5, 40, 40, 32], 1) as tf.Tensor4D;
				const dy = randomTensor([5, 40, 40, 2], 2) as tf.Tensor4D;
				const gradient = (images: tf.Tensor4D, slopes: tf.Tensor4D) =>
					tf.grad((w) => tf.conv2d(images, w as tf.Tensor4D, 1, "same"))(
						tf.zeros([5, 5, 32, 2]),
						slopes,
					);
				const each = (x.split(5) as tf.Tensor4D[]).map((image, i) => {
					const slopes = dy.slice([i, 0, 0, 0], [1, -1, -1, -1]);
					return gradient(image, slopes);
				});
				expectClose(gradient(x, dy).dataSync(), tf.addN(each).dataSync(), 3e-4);
			});
		});
	});

	/** The losses of a few steps of Adam on the present backend. */
	function losses(network: tf.LayersModel, faceCount: number): number[] {
		const faces = squares(faceCount, 1, 0.3);
		const labels = labelsOf(faces);
		const indices = Int32Array.from({ length: faceCount }, (_, i) => i);
		const variables = trainableVariables(network);
		const optimizer = new Optimizer(variables, { kind: "adamw" });
		const training = new TrainStep(network, optimizer, {
			kind: "squared",
			units: "normalised",
		});
		const tensors: number[] = [];
		const found = [0, 1, 2].map((step) => {
			const { loss } = training.run(
				{ images: faces.images, labels, indices },
				{ step, learningRate: 1e-4, done: 0 },
			);
			tensors.push(tf.memory().numTensors);
			return loss;
		});
		expect(new Set(tensors).size, "numbers of live tensors").to.equal(1);
		training.dispose();
		optimizer.dispose();
		network.dispose();
		return found;
	}

	it("gives a small network with batch norm and dropout the losses of plain JavaScript", async () => {
		await useBackend("cpu");
		const expected = losses(smallNetwork(), 12);
		await useBackend("wasm");
		expectClose(losses(smallNetwork(), 12), expected, 1e-4);
	});

	const reason = whyNot("tensorflow");
	for (const name of [
		"cnn",
		"dense-cnn",
		"resnet",
	] satisfies (keyof typeof MODELS)[]) {
		const slow = name === "dense-cnn" ? "" : " @slow";
		const title = `gives ${name} the losses of TensorFlow${slow}`;
		if (reason) it.skip(`${title} (skipped: ${reason})`);
		else
			it(title, async () => {
				await useBackend("tensorflow");
				const expected = losses(buildModel(name, { seed: 1 }), 3);
				await useBackend("wasm");
				expectClose(losses(buildModel(name, { seed: 1 }), 3), expected, 1e-3);
			});
	}

	it("stops with advice where the memory of WebAssembly is full", async () => {
		await useBackend("wasm");
		await expectNoLeak(() => {
			expect(() =>
				tf.tidy(() => tf.ones([40_000, 1]).matMul(tf.ones([1, 30_000]))),
			).to.throw(
				/wasm: out of memory: no room for 4800 MB.*half the batch size/,
			);
		});
	});
});
