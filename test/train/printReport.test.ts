import { expect } from "chai";
import type { EpochRecord } from "../../src/run/checkpoint";
import { type FitReporter, printReport } from "../../src/train";

const KERNEL = Symbol.for("facial-keypoints.kernel");
const START = { faces: 640, validationFaces: 300, epochs: 2, history: [] };
const STARTED = "training on 640 faces, 300 held out, at most 2 epochs";
const RECORD: EpochRecord = {
	epoch: 1,
	loss: 20.5,
	rmsePixels: 4.53,
	validationRmsePixels: 4.25,
	learningRate: 0.001,
	imagesPerSecond: 32,
	seconds: 20,
};
const BATCH = { loss: 20.5, rmsePixels: 4.53, imagesPerSecond: 32 };
const WORDS = "loss 20.50  RMSE 4.53 px";

/** What a notebook's cell was asked to show. */
interface Shown {
	text: string;
	id?: string;
	update?: boolean;
}

describe("printReport", () => {
	const now = Date.now;
	let time = 0;
	let shown: Shown[];
	let ids: number;
	let reporter: FitReporter;

	beforeEach(() => {
		time = 1e6;
		Date.now = () => time;
		shown = [];
		ids = 0;
		const display = (data: { "text/plain": string }, options: object) =>
			shown.push({ text: data["text/plain"], ...options });
		Reflect.set(globalThis, KERNEL, {
			display,
			newDisplayId: () => `id ${++ids}`,
		});
		reporter = printReport();
	});
	afterEach(() => {
		Date.now = now;
		Reflect.deleteProperty(globalThis, KERNEL);
	});

	const batch = (epoch: number, facesDone: number, ms: number) => {
		time += ms;
		reporter.batch?.({ ...BATCH, epoch, facesDone });
	};

	it("shows one text in a notebook, which grows in its place", () => {
		reporter.start?.(START);
		batch(1, 320, 2000);
		reporter.epoch?.(RECORD, true);
		time += 1000;
		reporter.epoch?.({ ...RECORD, epoch: 2 }, false);
		reporter.end?.();
		const first = `epoch 1/2  ${WORDS}  validation 4.25 px *  32 img/s  20 s, 20 s left`;
		const second = `epoch 2/2  ${WORDS}  validation 4.25 px    32 img/s  20 s`;
		expect(shown.map(({ text }) => text.split("\n"))).to.deep.equal([
			[STARTED],
			[STARTED, `epoch 1/2  ${WORDS}  320 of 640 faces  32 img/s`],
			[STARTED, first, second],
			[STARTED, first, second],
		]);
		expect(shown.map(({ id }) => id)).to.deep.equal(Array(4).fill("id 1"));
		expect(shown.map(({ update }) => update)).to.deep.equal([
			false,
			true,
			true,
			true,
		]);
	});

	it("says nothing on the way of an epoch that is over within a second", () => {
		reporter.start?.(START);
		batch(1, 64, 500);
		batch(1, 128, 400);
		expect(shown).to.have.length(1);
	});

	it("does not redraw for every batch", () => {
		reporter.start?.(START);
		for (let i = 0; i < 100; i++) batch(1, i, 20);
		expect(shown).to.have.length.within(4, 6);
	});

	it("says where a training was stopped in the middle of an epoch", () => {
		reporter.start?.(START);
		batch(1, 128, 10);
		reporter.end?.();
		expect(shown.at(-1)?.text).to.equal(
			`${STARTED}\nepoch 1/2  ${WORDS}  128 of 640 faces  32 img/s  stopped`,
		);
	});

	it("shows a second training in a place of its own", () => {
		for (let i = 0; i < 2; i++) {
			reporter.start?.(START);
			reporter.end?.();
		}
		expect(shown.map(({ id }) => id)).to.deep.equal([
			"id 1",
			"id 1",
			"id 2",
			"id 2",
		]);
		expect(shown[2].update).to.equal(false);
	});

	it("prints lines where there is no notebook", () => {
		Reflect.deleteProperty(globalThis, KERNEL);
		const lines: string[] = [];
		const { log } = console;
		console.log = (line: string) => lines.push(line);
		try {
			reporter = printReport();
			reporter.start?.(START);
			batch(1, 320, 2000);
			reporter.epoch?.(RECORD, true);
			reporter.end?.();
		} finally {
			console.log = log;
		}
		expect(lines).to.have.length(2);
		expect(lines[0]).to.equal(STARTED);
		expect(shown).to.deep.equal([]);
	});
});
