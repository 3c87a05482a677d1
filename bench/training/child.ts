import { createInterface } from "node:readline";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../src/backend";
import { type Faces, labelsOf, selectFaces } from "../../src/dataset";
import { IMAGE_PIXELS } from "../../src/face";
import { buildModel, imageTensor, predict, startAtMean } from "../../src/model";
import { fit, maskedMeanSquaredError, maskLabels } from "../../src/train";
import { benchFaces, LEARNING_RATE, stockCopy, writeWeights } from "./data";
import { median } from "./figures";
import { KernelTimer, type Operation, stepOperations } from "./kernels";

/**
 * The contender in Node: what the library does (`here`), or TensorFlow.js's own
 * layers and loop (`stock`). Answers a line of JSON on standard input with one on
 * standard output.
 *
 * Usage: child.js here|stock MODEL.
 */
async function main(): Promise<void> {
	const [kind, name] = process.argv.slice(2);
	const { version } = await startBackend();
	const faces = await benchFaces();
	const network = buildModel(name, { seed: 1 });
	const contender =
		kind === "stock"
			? await Stock.create(network, faces)
			: new Here(network, faces);
	answer({
		versions: `TensorFlow.js ${tf.version_core} on TensorFlow ${version}, Node ${process.versions.node}`,
	});
	for await (const line of createInterface({ input: process.stdin })) {
		const { do: what, ...request } = JSON.parse(line);
		answer(await contender[what as keyof Requests](request));
	}
}

interface Requests {
	train(request: { batch: number; steps: number }): Promise<object>;
	predict(request: { count: number; batch: number }): Promise<object>;
	single(request: { count: number }): Promise<object>;
	memory(request: object): object;
	operations(request: { batch: number }): object;
	kernels(request: KernelRequest): object;
	check(request: CheckRequest): Promise<object>;
}

interface KernelRequest {
	operations: Operation[];
	repeats: number;
}

interface CheckRequest {
	folder: string;
	batch: number;
	rate: number;
}

/** What both do alike. */
abstract class Base {
	private timer: KernelTimer | undefined;

	constructor(
		protected readonly network: tf.LayersModel,
		protected readonly faces: Faces,
	) {}

	/** Writes the weights for Python, and says what the model makes of them. */
	async check({ folder, batch, rate }: CheckRequest): Promise<object> {
		writeWeights(folder, this.network);
		const plain = await stockCopy(this.network, "none");
		const images = this.faces.images.subarray(0, batch * IMAGE_PIXELS);
		const predictions = [...(await predict(this.network, images))];
		const losses = sgdLosses(plain, this.faces, batch, rate);
		plain.dispose();
		startAtMean(this.network, labelsOf(this.faces));
		return { parameters: this.network.countParams(), predictions, losses };
	}

	/** All convolutions and matrix products of a step. */
	operations({ batch }: { batch: number }): object {
		return { operations: stepOperations(this.network, batch) };
	}

	/** Milliseconds of each operation alone. */
	kernels({ operations, repeats }: KernelRequest): object {
		this.timer ??= new KernelTimer(operations);
		return { ms: this.timer.time(repeats) };
	}

	memory(): object {
		return { peakMegabytes: process.resourceUsage().maxRSS / 1000 };
	}

	/** The median time of predicting one face. */
	async single({ count }: { count: number }): Promise<object> {
		const times: number[] = [];
		for (let i = 0; i < count; i++) {
			const image = this.faces.images.subarray(
				i * IMAGE_PIXELS,
				(i + 1) * IMAGE_PIXELS,
			);
			const started = performance.now();
			await this.predictAll(image, 1);
			times.push(performance.now() - started);
		}
		return { ms: median(times) };
	}

	async predict({ count, batch }: { count: number; batch: number }) {
		const images = this.faces.images.subarray(0, count * IMAGE_PIXELS);
		const started = performance.now();
		await this.predictAll(images, batch);
		return { imagesPerSecond: (1000 * count) / (performance.now() - started) };
	}

	async train({ batch, steps }: { batch: number; steps: number }) {
		const ends: number[] = [];
		await this.fit((steps + 1) * batch, batch, () =>
			ends.push(performance.now()),
		);
		// The first step may trace or compile; the others are timed from its end.
		const times = ends.slice(1).map((end, i) => end - ends[i]);
		return { msPerStep: median(times) };
	}

	protected abstract fit(
		count: number,
		batch: number,
		onStep: () => void,
	): Promise<unknown>;

	protected abstract predictAll(
		images: Uint8Array,
		batch: number,
	): Promise<unknown>;
}

/** The library as its users call it. */
class Here extends Base implements Requests {
	protected fit(count: number, batch: number, onStep: () => void) {
		const few = selectFaces(this.faces, firstOf(count));
		return fit(this.network, few, {
			epochs: 1,
			batchSize: batch,
			learningRate: LEARNING_RATE,
			reporter: { batch: onStep },
		});
	}

	protected predictAll(images: Uint8Array, batch: number) {
		return predict(this.network, images, { batchSize: batch });
	}
}

/** `model.fit` and `model.predict` of TensorFlow.js. */
class Stock extends Base implements Requests {
	static async create(network: tf.LayersModel, faces: Faces): Promise<Stock> {
		startAtMean(network, labelsOf(faces));
		const copy = await stockCopy(network, "own");
		network.dispose();
		copy.compile({
			optimizer: tf.train.adam(LEARNING_RATE, 0.9, 0.999, 1e-7),
			loss: maskedLoss,
		});
		return new Stock(copy, faces);
	}

	protected async fit(count: number, batch: number, onStep: () => void) {
		const x = imageTensor(this.faces.images, firstOf(count));
		const labels = labelsOf(this.faces).subarray(0, count * 30);
		const y = tf.tensor2d(labels, [count, 30]);
		await this.network.fit(x, y, {
			epochs: 1,
			batchSize: batch,
			callbacks: { onBatchEnd: async () => onStep() },
		});
		tf.dispose([x, y]);
	}

	protected async predictAll(images: Uint8Array, batchSize: number) {
		const x = imageTensor(images, firstOf(images.length / IMAGE_PIXELS));
		const y = this.network.predict(x, { batchSize }) as tf.Tensor;
		await y.data();
		tf.dispose([x, y]);
	}
}

/** Mean squared error over the labels that are not NaN, as a loss of `compile`. */
function maskedLoss(labels: tf.Tensor, predicted: tf.Tensor): tf.Scalar {
	return tf.tidy(() => {
		const present = tf.isNaN(labels).logicalNot();
		const errors = tf.where(present, predicted.sub(labels), 0);
		return errors.square().sum().div(present.sum()).asScalar();
	});
}

/** The losses of a batch before and after a step of SGD, without dropout. */
function sgdLosses(
	network: tf.LayersModel,
	faces: Faces,
	batch: number,
	rate: number,
): number[] {
	const variables = network.trainableWeights.map(
		(weight) => weight.read() as tf.Variable,
	);
	return tf.tidy(() => {
		const x = imageTensor(faces.images, firstOf(batch));
		const targets = maskLabels(labelsOf(faces), firstOf(batch));
		return [1, 2].map(() => {
			const { value, grads } = tf.variableGrads(() => {
				const predicted = network.apply(x, { training: true }) as tf.Tensor;
				return maskedMeanSquaredError(predicted, targets);
			}, variables);
			for (const variable of variables)
				variable.assign(variable.sub(grads[variable.name].mul(rate)));
			return value.dataSync()[0];
		});
	});
}

function firstOf(count: number): Int32Array {
	return Int32Array.from({ length: count }, (_, i) => i);
}

function answer(value: object): void {
	process.stdout.write(`${JSON.stringify(value)}\n`);
}

main().catch((error) => {
	console.error(error.stack);
	process.exit(1);
});
