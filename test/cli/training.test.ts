import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { predictPhoto, readPhoto } from "../../src/photo";
import { faceGrid } from "../../src/plot";
import { openRun } from "../../src/run";
import { copySample } from "../support/sample";
import { type Ended, keypoints } from "./keypoints";

/** Slow: each trains in processes of its own, which are interrupted, killed and resumed. */
describe("the command keypoints @slow", function () {
	this.timeout(300_000);
	let folder: string;
	let data: string;
	let train: string[];

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "keypoints-"));
		data = join(folder, "data");
		await copySample(data);
		train = ["train", "--model", "dense-cnn", "--data", data, "--batch", "16"];
	});
	after(() => rmSync(folder, { recursive: true }));

	it("trains, evaluates its own rows and others, and submits", async () => {
		const run = join(folder, "run");
		const trained = await keypoints([...train, "--out", run, "--epochs", "2"]);
		expect(trained.stderr).to.equal("");
		expect(trained.code).to.equal(0);
		expect(trained.stdout).to.match(/epoch 2\/2 .*validation [\d.]+ px/);
		const description = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
		expect(description.config).to.include({ model: "dense-cnn", seed: 0 });
		expect(description.versions).to.include.keys("node", "facial-keypoints");

		const own = await keypoints(["evaluate", run]);
		expect(own.code).to.equal(0);
		expect(own.stdout).to.match(/rows that the run held out/);
		const evaluation = JSON.parse(
			readFileSync(join(run, "evaluation.json"), "utf8"),
		);
		expect(evaluation.rows).to.deep.equal(description.validationRows);
		const best = /best: ([\d.]+) px/.exec(trained.stdout)?.[1];
		expect(evaluation.measures.rmsePixels.toFixed(3)).to.equal(best);

		const other = await keypoints([
			"evaluate",
			run,
			"--data",
			join(data, "training.csv"),
		]);
		expect(other.stdout).to.match(/on 60 all labelled rows/);

		const out = join(folder, "submission.csv");
		const submitted = await keypoints([
			...["submit", run, "--data", data, "--out", out],
		]);
		expect(submitted.code).to.equal(0);
		const rows = readFileSync(out, "utf8").trim().split("\n");
		const lookup = readFileSync(join(data, "IdLookupTable.csv"), "utf8");
		expect(rows.length).to.equal(lookup.trim().split("\n").length);
		expect(rows[0]).to.equal("RowId,Location");
		expect(submitted.stdout).to.include(
			`${rows.length - 1} rows for 12 images`,
		);

		const photo = join(folder, "photo.png");
		writeFileSync(photo, faceGrid(new Uint8Array(96 * 96)).png);
		const picture = join(folder, "points.jpg");
		const predicted = await keypoints([
			...["predict", run, photo, "--out", picture, "--json"],
		]);
		expect(predicted.code).to.equal(0);
		const { width, points } = JSON.parse(predicted.stdout);
		expect(width).to.equal(192);
		expect(Object.keys(points).length).to.equal(15);
		const detector = await openRun(run);
		const expected = await predictPhoto(detector, await readPhoto(photo));
		detector.dispose();
		for (const [name, { x, y }] of Object.entries(expected.points)) {
			expect(points[name].x, name).to.be.closeTo(x, 0.01);
			expect(points[name].y, name).to.be.closeTo(y, 0.01);
		}
		expect(readFileSync(picture).length).to.be.above(1000);
		const table = join(data, "IdLookupTable.csv");
		const wrong = await keypoints(["predict", run, table, "--json"]);
		expect(wrong.code).to.equal(1);
		expect(wrong.stderr).to.match(/^keypoints: readPhoto: .* is no picture/);

		const handed = join(folder, "handed-on");
		const exported = await keypoints(["export", run, "--out", handed]);
		expect(exported.code).to.equal(0);
		const sizeIn = (place: string) =>
			statSync(join(place, "best.safetensors")).size;
		expect(sizeIn(handed)).to.be.below(0.51 * sizeIn(run));
		for (const file of ["run.json", "best.safetensors"])
			expect(readFileSync(join(handed, file), "latin1")).to.not.include(folder);
		const second = join(folder, "second.csv");
		await keypoints(["submit", handed, "--data", data, "--out", second]);
		const last = (line: string) => Number(line.split(",").at(-1));
		const near = readFileSync(second, "utf8").trim().split("\n");
		near.slice(1).forEach((line, i) => {
			expect(last(line)).to.be.closeTo(last(rows[i + 1]), 0.3);
		});

		const again = await keypoints([...train, "--out", run]);
		expect(again.code).to.equal(1);
		expect(again.stderr).to.match(/holds a run already \(.*\); add --resume/);
		const changed = await keypoints([
			...[...train, "--out", run, "--resume", "--seed", "9"],
		]);
		expect(changed.stderr).to.match(/seed is 9, was 0/);
	});

	it("trains heatmaps on all rows, and submits each image as its source marks it", async () => {
		const run = join(folder, "heatmaps");
		const trained = await keypoints([
			...["train", "--model", "keypoint-slim", "--data", data, "--out", run],
			...["--hold-out", "0", "--epochs", "2"],
		]);
		expect(trained.stderr).to.equal("");
		expect(trained.stdout).to.include("nothing was held out");
		expect(trained.stdout).to.include("horizontalFlip, to 50 %");
		const { config, validationRows } = JSON.parse(
			readFileSync(join(run, "run.json"), "utf8"),
		);
		expect(validationRows).to.deep.equal([]);
		expect(config).to.include({ validationFraction: 0, flipAverage: true });
		expect(config).not.to.include.keys("patience");

		const own = await keypoints(["evaluate", run]);
		expect(own.code).to.equal(1);
		expect(own.stderr).to.include("held nothing out; expected --data");
		const other = await keypoints(["evaluate", run, "--data", data]);
		expect(other.stdout).to.match(/source A +[\d.]+ px/);

		const out = join(folder, "heatmaps.csv");
		const submitted = await keypoints([
			...["submit", run, "--data", data, "--out", out],
		]);
		expect(submitted.stdout).to.include("rows for 12 images");
	});

	it("has a run taught by another, but by none that has seen the faces held out", async () => {
		const taught = (...more: string[]) =>
			keypoints([
				...["train", "--model", "keypoint-slim", "--data", data, "--epochs"],
				...["2", "--teacher", join(folder, "heatmaps"), ...more],
			]);
		const cheated = await taught("--out", join(folder, "cheated"));
		expect(cheated.code).to.equal(1);
		expect(cheated.stderr).to.match(
			/was trained on \d+ of the \d+ faces that are held out here/,
		);
		const run = join(folder, "taught");
		const honest = await taught("--out", run, "--hold-out", "0");
		expect(honest.stderr).to.equal("");
		const { config } = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
		expect(config.teacher).to.equal(join(folder, "heatmaps"));
	});

	it("ends after the batch at Ctrl-C, and --resume ends like a run without it", async () => {
		const [whole, cut] = [join(folder, "whole"), join(folder, "cut")];
		await keypoints([...train, "--out", whole, "--epochs", "3"]);
		let sent = false;
		const stopped = await keypoints(
			[...train, "--out", cut, "--epochs", "3"],
			(output, child) => {
				// Once: a second Ctrl-C would end it at once.
				if (!sent && /epoch 1\/3/.test(output)) sent = child.kill("SIGINT");
			},
		);
		expect(stopped.code).to.equal(130);
		expect(stopped.stdout).to.match(/stopped; continue with --resume/);
		const resumed = await keypoints([
			...[...train, "--out", cut, "--epochs", "3", "--resume"],
		]);
		expect(resumed.code).to.equal(0);
		expect(resumed.stdout).to.match(/resumed after epoch 1/);
		const best = (name: string) =>
			readFileSync(join(name, "log.csv"), "utf8").replace(
				/,[^,]*,[^,]*$/gm,
				"",
			);
		expect(best(cut)).to.equal(best(whole));
	});

	it("reproduces a published system, stops at Ctrl-C, goes on, and tables it", async () => {
		const out = join(folder, "published");
		const table = join(folder, "table.md");
		const args = [
			...["reproduce", "cnn-checkpoint", "--data", data, "--epochs", "3"],
			...["--out", out, "--table", table],
		];
		let sent = false;
		const stopped = await keypoints(args, (output, child) => {
			if (!sent && /training on/.test(output)) sent = child.kill("SIGINT");
		});
		expect(stopped.code).to.equal(130);
		expect(stopped.stdout).to.include(
			"recipe 1 of 1: cnn-checkpoint: convolutions",
		);
		expect(stopped.stdout).to.match(/stopped; the same command goes on/);
		const ended = await keypoints(args);
		expect(ended.stderr).to.equal("");
		expect(ended.code).to.equal(0);
		expect(ended.stdout).to.match(
			/cnn-checkpoint: [\d.]+ px RMSE on people held out, [\d.]+ px on its own/,
		);
		const text = readFileSync(table, "utf8");
		expect(text).to.match(/\| cnn-checkpoint \| 0 \| \d/);
		expect(text).not.to.include(folder);

		rmSync(table);
		const options = ["--table-only", "--out", out, "--table", table];
		await keypoints(["reproduce", ...options]);
		expect(readFileSync(table, "utf8")).to.equal(text);
	});

	it("augments, says what it does, keeps it with the run, and ends at Ctrl-C", async () => {
		const run = join(folder, "augmented");
		const own = join(folder, "own.json");
		const pipeline = [{ step: "rotation", degrees: [-5, 5], probability: 0.5 }];
		writeFileSync(own, JSON.stringify(pipeline));
		const args = [...train, "--out", run, "--epochs", "2"];
		let sent = false;
		const stopped = await keypoints(
			[...args, "--augment", own],
			(output, child) => {
				if (!sent && /epoch 1\/2/.test(output)) sent = child.kill("SIGINT");
			},
		);
		expect(stopped.code).to.equal(130);
		expect(stopped.stdout).to.match(
			/rotation -5 to 5 degrees, to 50 % of the images/,
		);
		const { config } = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
		expect(config.augment).to.deep.equal(pipeline);
		const without = await keypoints([...args, "--resume"]);
		expect(without.code).to.equal(1);
		expect(without.stderr).to.match(
			/augment is none, was \[\{"step":"rotation"/,
		);
		const resumed = await keypoints([...args, "--resume", "--augment", own]);
		expect(resumed.code).to.equal(0);
	});

	it("killed in the middle leaves nothing half-written, and goes on", async () => {
		const run = join(folder, "killed");
		await keypoints(
			[...train, "--out", run, "--epochs", "3"],
			(output, child) => {
				if (/epoch 1\/3/.test(output)) child.kill("SIGKILL");
			},
		);
		writeFileSync(join(run, "last.safetensors.999999.tmp"), "half of it");
		const { code } = await keypoints([
			...[...train, "--out", run, "--epochs", "2", "--resume"],
		]);
		expect(code).to.equal(0);
		expect(readdirSync(run).sort()).to.deep.equal([
			"best.safetensors",
			"last.safetensors",
			"log.csv",
			"run.json",
		]);
	});

	it("does not train into a folder that another process trains into", async () => {
		const run = join(folder, "shared");
		let second: Promise<Ended> | undefined;
		const first = await keypoints(
			[...train, "--out", run, "--epochs", "1000"],
			(output, child) => {
				if (second || !/training on/.test(output)) return;
				second = keypoints([...train, "--out", run, "--epochs", "2"]);
				second.finally(() => child.kill("SIGINT"));
			},
		);
		expect(first.code).to.equal(130);
		expect((await second)?.stderr).to.match(/process \d+ is training into it/);
	});
});
