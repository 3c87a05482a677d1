import { expect } from "chai";
import {
	AugmentThread,
	augmentFaces,
	faceSeed,
	PRESETS,
} from "../../src/augment";
import { labelsOf } from "../../src/dataset";
import { squares } from "../support/faces";

describe("a thread that augments", () => {
	const faces = squares(8, 1, 0.3);
	const batchOf = (first: number, end: number) => ({
		images: faces.images.slice(first * 9216, end * 9216),
		labels: labelsOf(faces).slice(first * 30, end * 30),
		seeds: Uint32Array.from({ length: end - first }, (_, i) =>
			faceSeed(5, 2, first + i),
		),
	});

	it("gives what this thread gives, batch by batch, and takes the arrays along", async () => {
		const thread = new AugmentThread(PRESETS.strong);
		const whole = augmentFaces(faces, PRESETS.strong, { seed: 5, epoch: 2 });
		const given = batchOf(0, 3);
		const batches = [thread.augment(given), thread.augment(batchOf(3, 8))];
		expect(given.images.length).to.equal(0);
		const [first, second] = await Promise.all(batches);
		expect([...first.images, ...second.images]).to.deep.equal([
			...whole.images,
		]);
		expect([...first.labels, ...second.labels]).to.deep.equal([
			...labelsOf(whole),
		]);
		await thread.close();
	});

	it("fails what is under way when it is closed, and all that comes after", async () => {
		const thread = new AugmentThread(PRESETS.mild);
		const messages: string[] = [];
		const note = (error: Error) => messages.push(error.message);
		const underWay = thread.augment(batchOf(0, 8)).catch(note);
		await thread.close();
		await underWay;
		await thread.augment(batchOf(0, 8)).catch(note);
		expect(messages).to.have.length(2);
		for (const message of messages) expect(message).to.match(/has ended/);
	});

	it("does not start for a pipeline that is not usable", () => {
		expect(
			() => new AugmentThread([{ step: "shift", pixels: [2, 1] }]),
		).to.throw(/invalid pixels of shift/);
	});
});
