import { spawnSync } from "node:child_process";
import {
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { spreadGroups } from "../../bench/models/measure";
import {
	type FidelityResult,
	fidelityTable,
} from "../../bench/published/fidelity";
import {
	isWhole,
	readResult,
	type SideResult,
	wholeResults,
	writeResult,
} from "../../bench/published/results";
import { keepSteps, stepsTable } from "../../bench/published/steps";
import { keepResults } from "../../bench/published/summary";
import { projectFolder } from "../../src/base";
import type { Comparison } from "../../src/published";

/** A training of so many epochs that came to an RMSE. */
const result = (
	side: "here" | "keras",
	seed: number,
	rmsePixels: number,
	changes: Partial<SideResult> = {},
) =>
	({
		...{ name: "cnn-batch-norm", side, epochs: 100, untrainedRmse: 50 },
		config: {
			seed,
			data: {
				...{ file: "/home/me/faces/training.csv", sha256: "0123456789abcdef" },
				faces: 60,
			},
		},
		losses: [0.3, 0.01],
		heldOut: { rmsePixels, points: [{ name: "nose_tip" }] },
		stepsDiffer: side === "keras" ? 2e-6 : undefined,
		...changes,
	}) as unknown as SideResult;

const cellsOf = (results: FidelityResult[]) => fidelityTable(results)[1];

describe("the benchmark of the published systems", () => {
	const runs = [
		...[result("here", 0, 3), result("here", 1, 3.2)],
		...[result("keras", 0, 3.1), result("keras", 1, 3.3)],
	];

	it("says that here and Keras differ by no more than the seed where the interval holds 0", () => {
		// 0.1 ± 4.303 * sqrt(0.02 * (1/2 + 1/2))
		expect(cellsOf(runs)).to.deep.equal([
			...["cnn-batch-norm", "0, 1"],
			...["50.00 (50.00–50.00)", "50.00 (50.00–50.00)", "0.0100", "0.0100"],
			...["3.10 (3.00–3.20)", "3.20 (3.10–3.30)"],
			...["-0.10", "-0.71 to 0.51", "no"],
		]);
	});

	it("and that they differ by more where it does not", () => {
		const far = runs.map((run) =>
			run.side === "here"
				? run
				: {
						...run,
						heldOut: { ...run.heldOut, rmsePixels: run.heldOut.rmsePixels + 1 },
					},
		);
		expect(cellsOf(far).slice(-3)).to.deep.equal([
			...["-1.10", "-1.71 to -0.49", "yes"],
		]);
	});

	it("compares only seeds that both sides have, and concludes nothing from one", () => {
		const [first, , theirs] = runs;
		expect(cellsOf([...runs, result("here", 7, 99)])[1]).to.equal("0, 1");
		expect(cellsOf([first, theirs]).slice(-3)).to.deep.equal([
			...["–", "–", "one seed does not tell"],
		]);
		expect(fidelityTable([first])).to.have.length(1);
	});

	it("tells a shortened training as such", () => {
		const short = runs.map((run) => ({ ...run, epochs: 3 }));
		expect(cellsOf(short)[0]).to.equal("cnn-batch-norm, 3 epochs only");
		expect(isWhole(short[0])).to.equal(false);
		expect(isWhole(runs[0])).to.equal(true);
	});

	describe("keeps in files", () => {
		let folder: string;
		beforeEach(() => {
			folder = mkdtempSync(join(tmpdir(), "published-"));
		});
		afterEach(() => rmSync(folder, { recursive: true }));

		const task = { recipe: "cnn-batch-norm", seed: 0, side: "here" } as const;

		it("each training, and gives the whole ones alone", async () => {
			expect(readResult(folder, task)).to.equal(undefined);
			await writeResult(folder, task, runs[0]);
			const other = { ...task, seed: 1 };
			await writeResult(folder, other, { ...runs[1], epochs: 2 });
			expect(readResult(folder, other)?.epochs).to.equal(2);
			const whole = wholeResults(folder, [task, other]);
			expect(whole.map(({ config }) => config.seed)).to.deep.equal([0]);
		});

		it("and says what to do where one is damaged", () => {
			mkdirSync(join(folder, task.recipe, "seed-0"), { recursive: true });
			writeFileSync(join(folder, task.recipe, "seed-0", "here.json"), "{");
			expect(() => readResult(folder, task)).to.throw(
				/published: invalid .*here.json: .*; delete it to have it made anew/,
			);
		});

		it("how far five steps lie apart, of shortened trainings too", async () => {
			const file = join(folder, "steps.json");
			const step = (name: string, stepsDiffer: number) =>
				result("keras", 0, 3, {
					...{ name, stepsDiffer, epochs: 1, parameters: 1234 },
				});
			await keepSteps(file, [step("cnn-batch-norm", 9), runs[0]]);
			const others = [step("resnet-flips", 1e-3), step("cnn-batch-norm", 2e-6)];
			await keepSteps(file, others);
			const table = stepsTable(JSON.parse(readFileSync(file, "utf8")));
			expect(table.slice(1)).to.deep.equal([
				["resnet-flips", "1,234", "1.0e-3", "60 faces (0123456789ab)"],
				["cnn-batch-norm", "1,234", "2.0e-6", "60 faces (0123456789ab)"],
			]);
		});

		it("what the texts need, without the machine's paths, newest over older, of one data set", async () => {
			const file = join(folder, "results", "published.json");
			const comparison = { data: "faces/training.csv", sha256: "abc" };
			const keep = (of: object, results: SideResult[]) =>
				keepResults(of as Comparison, results, file);
			await keep(comparison, runs);
			const said = await keep(comparison, [result("here", 0, 2.123456789)]);
			expect(said).to.match(/4 results; `npm run figures`/);
			const text = readFileSync(file, "utf8");
			expect(text).not.to.include("/home/me").and.not.include("nose_tip");
			const kept = JSON.parse(text).results as SideResult[];
			expect(
				kept.map((run) => [run.side, run.config.seed, run.heldOut.rmsePixels]),
			).to.deep.equal([
				...[
					["here", 0, 2.12346],
					["keras", 0, 3.1],
				],
				...[
					["here", 1, 3.2],
					["keras", 1, 3.3],
				],
			]);
			const other = await keep({ ...comparison, sha256: "def" }, runs);
			expect(other).to.match(/stays as it is: its results are of other data/);
			expect(readFileSync(file, "utf8")).to.equal(text);
		});
	});

	for (const [args, message] of [
		[["--recipes", "vgg"], /"vgg" is unknown; expected some of resnet-/],
		[
			["--seeds", "0,x"],
			/--seeds <numbers>' argument '0,x' is invalid. expected a whole number of at/,
		],
		[["--sides", "torch"], /"torch" is unknown; expected some of here, keras/],
		[
			["--epochs", "0"],
			/--epochs <n>' argument '0' is invalid. expected a whole number of at/,
		],
	] as const)
		it(`refuses ${args.join(" ")}`, () => {
			const script = join(projectFolder(), "dist", "bench", "published.js");
			const { status, stderr } = spawnSync(
				process.execPath,
				[script, ...args],
				{ encoding: "utf8" },
			);
			expect(stderr).to.match(message);
			expect(status).to.equal(1);
		});
});

describe("the error by the spread of heatmaps", () => {
	it("is that of a tenth of the labelled points each, from narrow to wide", () => {
		// Twenty labelled points, wider and wider, each off by its place over 2 in x and y.
		const labels = new Float32Array(60);
		labels.fill(Number.NaN, 50, 60);
		labels.fill(Number.NaN, 20, 30);
		const points = Float32Array.from({ length: 60 }, (_, i) => (i >> 1) / 2);
		const spread = Float32Array.from({ length: 30 }, (_, i) => i / 10);
		const groups = spreadGroups(points, labels, spread);
		expect(groups).to.have.length(10);
		// The first two points: off by 0 and 0.5, so the root of 0.125.
		expect(groups[0].rmsePixels).to.be.closeTo(Math.sqrt(0.125), 1e-6);
		expect(groups[0].upTo).to.be.closeTo(0.1, 1e-6);
		// The last two with a label are the 23rd and 24th of all.
		expect(groups[9].upTo).to.be.closeTo(2.4, 1e-6);
		expect(groups[9].rmsePixels).to.be.closeTo(
			Math.sqrt((11.5 ** 2 + 12 ** 2) / 2),
			1e-6,
		);
	});
});
