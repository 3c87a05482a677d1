import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import sharp from "sharp";
import { labelsOf, loadFaces } from "../../src/dataset";
import { KEYPOINT_NAMES } from "../../src/face";
import { copySample } from "../support/sample";
import { inProcess } from "./inProcess";
import { keypoints } from "./keypoints";

describe("the command keypoints", function () {
	this.timeout(300_000);
	let folder: string;
	let data: string;

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "keypoints-"));
		data = join(folder, "data");
		await copySample(data);
	});
	after(() => rmSync(folder, { recursive: true }));

	for (const command of [
		"data",
		"data download",
		"draw",
		"models",
		"train",
		"evaluate",
		"export",
		"submit",
		"predict",
		"plot",
		"plot faces",
		"plot worst",
		"reproduce",
		"app",
		"doctor",
	])
		it(`${command} --help shows an example`, async () => {
			const { code, stdout } = await inProcess([
				...command.split(" "),
				"--help",
			]);
			expect(code).to.equal(0);
			expect(stdout).to.match(new RegExp(`\\$ npx keypoints ${command}`));
		});

	it("models lists each with its parameters", async () => {
		const { code, stdout } = await inProcess(["models"]);
		expect(code).to.equal(0);
		expect(stdout).to.match(/^resnet +18,016,286 +97,267,712 /m);
	});

	it("data tells how many rows there are and what is missing", async () => {
		const { code, stdout } = await inProcess(["data", "--data", data]);
		expect(code).to.equal(0);
		expect(stdout).to.match(/^training +60 faces, /m);
		expect(stdout).to.match(/^test +12 faces, /m);
		const labels = labelsOf(await loadFaces(join(data, "training.csv")));
		for (const [i, point] of KEYPOINT_NAMES.entries()) {
			const xs = labels.filter((_, at) => at % 30 === 2 * i);
			const missing = xs.filter(Number.isNaN).length;
			const row = `^${point} +${60 - missing} +${missing} +[\\d.]+$`;
			expect(stdout).to.match(new RegExp(row, "m"));
		}
	});

	for (const [what, file] of [
		["faces", "faces.png"],
		["missing", "missing.svg"],
	])
		it(`plot ${what} writes a picture of the data`, async () => {
			const out = join(folder, file);
			const { code, stderr } = await inProcess([
				...["plot", what, "--data", data, "--out", out],
			]);
			expect(code, stderr).to.equal(0);
			const { data: pixels, info } = await sharp(out)
				.greyscale()
				.raw()
				.toBuffer({ resolveWithObject: true });
			expect(Math.min(info.width, info.height)).to.be.at.least(96);
			expect(new Set(pixels).size, "greys").to.be.above(50);
		});

	it("data says in one paragraph where something is wrong, and exits with 1", async () => {
		const bad = join(folder, "bad.csv");
		const text = readFileSync(join(data, "training.csv"), "utf8");
		writeFileSync(bad, text.replace(/ \d+\n/, " 256\n"));
		const { code, stdout, stderr } = await keypoints(["data", "--data", bad]);
		expect(code).to.equal(1);
		expect(stdout).to.equal("");
		expect(stderr).to.match(
			/^keypoints: [^\n]*"256"[^\n]*bad\.csv, row 1[^\n]*\n$/,
		);
		const debug = await keypoints(["data", "--data", bad], undefined, {
			DEBUG: "1",
		});
		expect(debug.stderr).to.match(/\n +at /);
	});

	for (const [args, message] of [
		[
			["train", "--model", "vgg", "--out", "x"],
			/Allowed choices are cnn, dense-cnn, resnet/,
		],
		[
			["train", "--model", "cnn", "--out", "x", "--epochs", "0"],
			/expected a whole number of at least 1/,
		],
		[
			["train", "--model", "cnn", "--out", "x", "--epochs", "1e1"],
			/'1e1'.* expected a whole number of at least 1/,
		],
		[["train", "--model", "cnn"], /required option '--out/],
		[
			["train", "--model", "cnn", "--out", "x", "--augment", "wild"],
			/readPipeline: unknown augmentation: wild; expected none, mild, medium, strong or a JSON/,
		],
		[["predict", "nowhere", "x.jpg"], /missing --out or --json/],
		[
			["reproduce", "vgg"],
			/unknown recipe: vgg; expected one of resnet-dropout/,
		],
		[
			["reproduce", "--data", "nowhere"],
			/missing data: nowhere, as asked for: there is no such file/,
		],
		[
			["reproduce", "--table-only", "--out", "nowhere"],
			/missing results: nowhere has no comparison.json; expected a folder/,
		],
		[["evaluate", "nowhere"], /missing run: nowhere has no run.json/],
		[
			["plot", "worst", "nowhere", "--out", "x.gif"],
			/unknown kind of file: x.gif/,
		],
		[["plot", "curves", "nowhere", "--out", "x.svg"], /missing run: nowhere/],
		[["fly"], /unknown command 'fly'/],
		[
			["plot", "faces", "--out", "x.png", "--contu", "3"],
			/unknown option '--contu'\n\(Did you mean --count\?\)\n+\(add --help for an example\)/,
		],
	] as [string[], RegExp][])
		it(`${args.join(" ")} is refused`, async () => {
			const { code, stderr } = await inProcess(args);
			expect(code).to.equal(1);
			expect(stderr).to.match(message);
			expect(stderr).to.not.match(/\n +at /);
			for (const out of ["x", "x.gif", "x.svg"])
				expect(existsSync(out), out).to.equal(false);
		});

	it("draws faces into a new folder, and refuses one that holds something", async () => {
		const out = join(folder, "drawn");
		const args = ["draw", "--count", "9", "--seed", "3", "--out", out];
		const drawn = await inProcess(args);
		expect(drawn.stdout).to.match(
			/training\.csv: 9 faces; test\.csv: 1; seed 3/,
		);
		const checked = await inProcess(["data", "--data", out]);
		expect(checked.code).to.equal(0);
		const again = await inProcess(args);
		expect(again.code).to.equal(1);
		expect(again.stderr).to.match(/draw: invalid --out: .* is not empty/);
	});

	it("draw leaves nothing behind where Ctrl-C stops it", async () => {
		const parent = join(folder, "stopped");
		mkdirSync(parent);
		const out = join(parent, "drawn");
		const args = ["draw", "--count", "100000", "--out", out];
		const { code } = await keypoints(args, undefined, {}, (child) => {
			const begun = setInterval(() => {
				if (readdirSync(parent).length === 0) return;
				clearInterval(begun);
				child.kill("SIGINT");
			}, 50);
		});
		expect(code).to.equal(130);
		expect(readdirSync(parent)).to.deep.equal([]);
	});

	it("says that a file is no folder to train into", async () => {
		const file = join(folder, "file");
		writeFileSync(file, "");
		const { code, stderr } = await inProcess([
			...["train", "--model", "dense-cnn", "--data", data, "--out", file],
		]);
		expect(code).to.equal(1);
		expect(stderr).to.match(/invalid folder: .*expected a folder/);
	});
});
