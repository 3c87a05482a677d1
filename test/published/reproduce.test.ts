import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { type DataFiles, labelsOf, locateData } from "../../src/dataset";
import { COORDINATE_NAMES, IMAGE_PIXELS, meanFace } from "../../src/face";
import {
	type CandidateRecord,
	type ComparedFaces,
	compare,
	PUBLISHED,
	publishedCandidate,
	readRecords,
	reproduce,
} from "../../src/published";
import { exportRun, measure } from "../../src/run";
import { trainRun } from "../../src/train";
import { copySample } from "../support/sample";
import { expectClose } from "../support/tensors";

const SILENT = {};
const systemOf = (name: string) => {
	const system = PUBLISHED.find((published) => published.name === name);
	if (!system) throw new Error(`no system ${name}`);
	return system;
};

describe("reproducing published systems", function () {
	this.timeout(120_000);
	let folder: string;
	let data: DataFiles;
	let compared: ComparedFaces;
	before(async () => {
		await startBackend();
		folder = mkdtempSync(join(tmpdir(), "reproduce-"));
		const sample = join(folder, "data");
		await copySample(sample);
		data = locateData(sample);
		compared = await compare(data, 0);
	});
	after(() => rmSync(folder, { recursive: true }));

	/** Runs it into a folder of the test's, and says how it ended. */
	const run = (out: string, options = {}) =>
		reproduce(data, {
			names: ["cnn-checkpoint"],
			epochs: 2,
			out: join(folder, out),
			table: join(folder, `${out}.md`),
			reporter: SILENT,
			...options,
		});
	const failure = (work: Promise<unknown>) =>
		work.then(
			() => "none",
			(error: Error) => error.message,
		);

	describe("holds out for all", () => {
		it("whole people, a fifth of the rows, the same for the same seed", async () => {
			const { heldOut, remaining, comparison } = compared;
			const people = new Set(remaining.groups);
			for (const person of heldOut.groups ?? [])
				expect(people.has(person)).to.equal(false);
			expect(heldOut.rows.length).to.be.within(9, 15);
			expect(comparison.heldOut.rows).to.deep.equal([...heldOut.rows]);
			const again = await compare(data, 0);
			expect(again.comparison).to.deep.equal(comparison);
			const other = await compare(data, 1);
			expect(other.comparison.heldOut).not.to.deep.equal(comparison.heldOut);
		});

		it("what predicting the mean of the others is measured on", () => {
			const { heldOut, remaining, comparison } = compared;
			const mean = meanFace(labelsOf(remaining));
			const labels = labelsOf(heldOut);
			const { rmsePixels } = measure(
				labels.map((_, i) => mean[i % 30]),
				labels,
			);
			expect(comparison.mean.heldOut.rmsePixels).to.equal(rmsePixels);
		});
	});

	for (const system of PUBLISHED)
		it(`${system.name} trains and validates on its rows of others, as published`, () => {
			const candidate = publishedCandidate(system, compared);
			const own = candidate.split();
			const rows = compared[system.rows === "all" ? "remaining" : "complete"];
			const used = [...own.training.rows, ...(own.validation?.rows ?? [])];
			expect(used.sort()).to.deep.equal([...rows.rows].sort());
			const { fraction = 0 } = system.validation ?? {};
			expect(own.validation?.rows.length ?? 0).to.be.closeTo(
				rows.rows.length * fraction,
				1,
			);
			expect(candidate.config).to.deep.include({
				epochs: system.epochs,
				batchSize: system.batchSize,
				optimizer: system.optimizer,
				loss: { kind: "squared", units: system.units.pixels },
			});
			expect(candidate.config).not.to.have.property("patience");
		});

	it("takes the last rows to validate on where Keras would, as Keras rounds", () => {
		const own = publishedCandidate(
			systemOf("cnn-checkpoint"),
			compared,
		).split();
		const { rows } = compared.complete;
		const kept = Math.floor(rows.length * (1 - 0.2));
		expect([...own.training.rows]).to.deep.equal([...rows.slice(0, kept)]);
		expect([...(own.validation?.rows ?? [])]).to.deep.equal([
			...rows.slice(kept),
		]);
	});

	it("trains with another seed on the same rows", () => {
		const system = systemOf("cnn-batch-norm");
		const [one, other] = [1, 2].map((seed) =>
			publishedCandidate(system, compared, { seed }),
		);
		expect(other.config.seed).to.equal(2);
		expect(other.split().training.rows).to.deep.equal(
			one.split().training.rows,
		);
	});

	it("adds copies behind the rows: mirrored with names exchanged, upside down, brighter", () => {
		const candidate = publishedCandidate(systemOf("resnet-flips"), compared);
		const own = candidate.split();
		const { network, training } = candidate.prepare(own);
		network.dispose();
		const count = own.training.rows.length;
		expect(training.rows.length).to.equal(4 * count);
		expect([...training.rows.slice(count, 2 * count)]).to.deep.equal([
			...own.training.rows,
		]);
		const image = (copy: number) =>
			training.images.subarray(
				copy * count * IMAGE_PIXELS,
				(copy * count + 1) * IMAGE_PIXELS,
			);
		const topRow = (pixels: Uint8Array) => [...pixels.subarray(0, 96)];
		expect(topRow(image(1))).to.deep.equal(topRow(image(0)).reverse());
		expect(topRow(image(2))).to.deep.equal([...image(0).subarray(-96)]);
		const sum = (pixels: Uint8Array) => pixels.reduce((a, b) => a + b, 0);
		expect(sum(image(3))).to.be.above(sum(image(0)));
		const labels = labelsOf(training);
		const of = (copy: number, name: string) =>
			labels[copy * count * 30 + COORDINATE_NAMES.indexOf(name)];
		expectClose(
			[of(1, "left_eye_center_x")],
			[95 - of(0, "right_eye_center_x")],
		);
		expectClose([of(1, "left_eye_center_y")], [of(0, "right_eye_center_y")]);
		expectClose([of(2, "nose_tip_y")], [95 - of(0, "nose_tip_y")]);
		expectClose([of(3, "nose_tip_x")], [of(0, "nose_tip_x")]);
	});

	it("refuses data without rows for a system", () => {
		const none = { ...compared, complete: { ...compared.complete } };
		none.complete.rows = new Int32Array();
		expect(() => publishedCandidate(systemOf("resnet-flips"), none)).to.throw(
			/reproduce: missing rows: data.training.csv has 0 for resnet-flips, which/,
		);
	});

	it("goes on where it was stopped, and ends as if it had not been", async () => {
		expect(await run("whole")).to.equal(true);
		const [whole] = readRecords(join(folder, "whole"));
		expect(whole).to.include({ name: "cnn-checkpoint", epochs: 2 });
		expect(whole.validation?.faces).to.be.above(0);

		const controller = new AbortController();
		const stopped = await run("cut", {
			signal: controller.signal,
			reporter: { epoch: () => controller.abort() },
		});
		expect(stopped).to.equal(false);
		const table = () => readFileSync(join(folder, "cut.md"), "utf8");
		expect(table()).to.match(/predicting the mean \| – \| \d/);
		expect(table()).to.match(/Not run whole yet: .*cnn-checkpoint/);

		const epochs: number[] = [];
		const again = await run("cut", {
			reporter: { epoch: ({ epoch }: { epoch: number }) => epochs.push(epoch) },
		});
		expect(again).to.equal(true);
		expect(epochs).to.deep.equal([2]);
		const [cut] = readRecords(join(folder, "cut"));
		for (const figures of ["heldOut", "training", "validation"] as const)
			expect(cut[figures]).to.deep.equal(whole[figures]);
		expect(table()).to.match(/\| cnn-checkpoint \| 0 \| \d/);
	});

	it("trains nothing twice, but goes on to more epochs", async () => {
		const told: (CandidateRecord | undefined)[] = [];
		const watching = {
			onCandidate: (_: string, _title: string, finished?: CandidateRecord) =>
				told.push(finished),
		};
		await run("whole", watching);
		expect(told[0]?.epochs).to.equal(2);
		await run("whole", { ...watching, epochs: 3 });
		expect(told[1]).to.equal(undefined);
		expect(readRecords(join(folder, "whole"))[0].epochs).to.equal(3);
	});

	it("measures a run that held out the same people, and no other", async () => {
		const own = join(folder, "own");
		const options = { epochs: 1, reporter: SILENT };
		await trainRun("dense-cnn", data, own, options);
		expect(await run("whole", { names: [own] })).to.equal(true);
		const records = readRecords(join(folder, "whole"));
		expect(records.map(({ name }) => name)).to.deep.equal([
			"cnn-checkpoint",
			"own",
		]);
		const { rmsePixels } = records[1].heldOut;
		const log = readFileSync(join(own, "log.csv"), "utf8").split("\n")[1];
		expect(rmsePixels).to.be.closeTo(Number(log.split(",")[3]), 1e-4);

		const exported = join(folder, "exported");
		await exportRun(own, exported);
		await run("whole", { names: [exported] });
		const [record] = readRecords(join(folder, "whole")).slice(1);
		expect(record.title).to.match(/its best epoch on these very rows/);
		expect(record.heldOut.rmsePixels).to.be.closeTo(rmsePixels, 1e-2);

		const other = join(folder, "whole", "cnn-checkpoint");
		expect(await failure(run("whole", { names: [other] }))).to.match(
			/invalid run: .*cnn-checkpoint was trained with other faces held out; expected .*--seed 0/,
		);

		const mixed = join(folder, "mixed");
		cpSync(own, mixed, { recursive: true });
		cpSync(join(other, "best.safetensors"), join(mixed, "best.safetensors"));
		expect(await failure(run("whole", { names: [mixed] }))).to.match(
			/^checkPair: invalid run: in .*mixed .*best\.safetensors.*; expected both as one training wrote them/,
		);
	});

	it("says before it trains that a name is unknown, or the seed another", async () => {
		expect(await failure(run("none", { names: ["vgg"] }))).to.match(
			/unknown recipe: vgg; expected one of resnet-dropout, .*keypoint-full, or the folder/,
		);
		expect(existsSync(join(folder, "none"))).to.equal(false);
		const table = join(folder, "seed.md");
		expect(await failure(run("whole", { seed: 1, table }))).to.match(
			/invalid --out: the runs in .*whole are of data.training\.csv \(\w+\), seed 0, and these of .*, seed 1; expected/,
		);
	});
});
