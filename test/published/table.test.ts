import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
	type CandidateRecord,
	type Comparison,
	PUBLISHED,
	tableText,
	writeTable,
} from "../../src/published";
import { measure, RECIPES } from "../../src/run";

/** Measures of faces whose labels are 0 to 29 and whose predictions are all too high by some pixels. */
const off = (...pixels: number[]) => {
	const labels = Float32Array.from({ length: 30 * pixels.length }, (_, i) =>
		Number(i % 30),
	);
	const predicted = labels.map((x, i) => x + pixels[Math.floor(i / 30)]);
	return measure(predicted, labels);
};

/** Two people with ten labels each, whose errors are all of so many pixels. */
const people = (first: number, second = first) => ({
	people: [4, 9],
	squared: [10 * first ** 2, 10 * second ** 2],
	labels: [10, 10],
});

const comparison: Comparison = {
	data: "faces/training.csv",
	sha256: "0123456789abcdef",
	seed: 5,
	rows: 1234,
	completeRows: 400,
	groups: 70,
	grouping: "people, as training_groups.csv has them",
	heldOut: { rows: [3, 9], completeRows: 1, groups: 2 },
	mean: { heldOut: off(6), people: people(6) },
};

/** A system whose squared errors were 9 px² held out, 4 in validation, 1 in training. */
function recordOf(name: string, changes = {}): CandidateRecord {
	const data = { file: "/home/me/faces/training.csv", sha256: "0", faces: 2 };
	const config = { model: "cnn", seed: 5, validationFraction: 0.2, data };
	const system = PUBLISHED.find((published) => published.name === name);
	const epochs = system?.epochs ?? 40;
	return {
		name,
		title: "a network",
		config: { ...RECIPES.cnn, ...config, epochs },
		parameters: 6_663_070,
		epochs: 63,
		keptEpoch: 48,
		seconds: 600,
		heldOut: off(3),
		people: people(3),
		sources: { A: off(1), B: off(5) },
		validation: off(2),
		training: off(1),
		versions: { node: "20.1.0" },
		machine: "a machine, 2 cores",
		moment: "2026-11-21, load 1.0",
		...changes,
	};
}

/** The cells of a line of the table. */
function cellsOf(text: string, start: string): string[] {
	const line = text.split("\n").find((l) => l.startsWith(`| ${start} |`));
	return (line ?? "").split("|").map((cell) => cell.trim());
}

describe("the table of published systems", () => {
	const text = tableText(comparison, [recordOf("cnn-checkpoint")]);

	it("has each on people held out, by source, and on its own rows", () => {
		expect(cellsOf(text, "cnn-checkpoint").slice(2, -1)).to.deep.equal([
			...["5", "3.00", "3.00", "100.0 %", "1.00", "5.00", "2.00"],
			...["63 of 150, weights of 48", "10 min", "2026-11-21, load 1.0"],
		]);
		expect(cellsOf(text, "predicting the mean").slice(2, 5)).to.deep.equal([
			...["–", "6.00", "6.00"],
		]);
	});

	it("has the mean of several seeds, with the lowest and the highest", () => {
		const config = { ...recordOf("cnn-checkpoint").config, seed: 6 };
		const other = { config, heldOut: off(4), seconds: 1200 };
		const cells = cellsOf(
			tableText(comparison, [
				recordOf("cnn-checkpoint"),
				recordOf("cnn-checkpoint", other),
			]),
			"cnn-checkpoint",
		);
		expect(cells.slice(2, 5)).to.deep.equal([
			...["5, 6", "3.50 (3.00–4.00)", "3.50"],
		]);
		expect(cells[10]).to.equal("15 min");
	});

	it("says what an own model gains over each, and how sure that is", () => {
		const own = recordOf("keypoint-slim", { people: people(1) });
		const two = [recordOf("cnn-checkpoint", { people: people(5, 1) }), own];
		const told = tableText(comparison, two).split("## What keypoint-slim")[1];
		// Over all: the root of 13 less 1. Over the second alone 0, over the first 4.
		expect(cellsOf(told, "cnn-checkpoint").slice(2, -1)).to.deep.equal([
			...["2.61", "0.00 to 4.00", "2"],
		]);
		expect(text).not.to.include("gains");
	});

	it("has what was reported in its own units, and the same measure here", () => {
		const rows = text
			.split("\n")
			.filter((line) => /^\| cnn-checkpoint \| M/.test(line));
		// Pixels over 48, square pixels over 48².
		expect(rows).to.deep.equal([
			"| cnn-checkpoint | MSE, 1 is 48 px | training | 0.000937 | 0.000434 | 0.00391 |",
			"| cnn-checkpoint | MAE, 1 is 48 px | training | 0.023 | 0.0208 | 0.0625 |",
			"| cnn-checkpoint | MSE, 1 is 48 px | validation | 0.0393 | 0.00174 | 0.00391 |",
			"| cnn-checkpoint | MAE, 1 is 48 px | validation | 0.0728 | 0.0417 | 0.0625 |",
		]);
		const accuracy = tableText(comparison, [recordOf("resnet-dropout")]);
		expect(accuracy).to.include(
			"| resnet-dropout | accuracy | not said | 85.98 % | 100.00 % | 100.00 % |",
		);
	});

	it("says on which data and machine, and nothing of where they lie", () => {
		expect(text).to.include(
			"- Data: faces/training.csv: 1,234 rows, 400 of them complete, of 70 people, as training_groups.csv has them.",
		);
		expect(text).to.include(
			"- Held out: 2 rows, 1 of them complete, of 2 of these; drawn with seed 5.",
		);
		expect(text).to.include("- Versions: node 20.1.0.");
		expect(text).to.include("- Machine: a machine, 2 cores.");
		expect(text).not.to.include("/home/me");
	});

	it("says what is ours in each, with the words that it completes, and what the text itself shows", () => {
		expect(text).to.include(
			'| ours | (pixel - 48) / 48 | "Output layer predicts normalized (x, y) keypoint coordinates" |',
		);
		expect(text).to.include(
			'| shown by the text | with coordinates divided by 96, 0.019 is 1.8 pixels | "Validation MAE: ~0.019 (pixels)" |',
		);
		for (const { name } of PUBLISHED) expect(text).to.include(`**${name}**`);
	});

	it("says what was cut short, and who is missing", () => {
		expect(text).to.include(
			"Not run whole yet: resnet-dropout, resnet-flips, cnn-all-rows, cnn-batch-norm.",
		);
		const config = { ...recordOf("resnet-flips").config, epochs: 2 };
		const cut = recordOf("resnet-flips", { config, epochs: 2, keptEpoch: 2 });
		expect(tableText(comparison, [cut])).to.include(
			"| 2 of 50 (cut by `--epochs`) |",
		);
	});

	it("leaves open what was not measured", () => {
		const own = recordOf("keypoint-slim", {
			...{ training: undefined, validation: undefined, sources: undefined },
			heldOut: { ...off(3), accuracy: null },
		});
		const cells = cellsOf(tableText(comparison, [own]), "keypoint-slim");
		expect(cells.slice(5, 9)).to.deep.equal(["–", "–", "–", "–"]);
	});

	describe("in a file", () => {
		let folder: string;
		let file: string;
		beforeEach(() => {
			folder = mkdtempSync(join(tmpdir(), "table-"));
			file = join(folder, "RESULTS.md");
			const kept = JSON.stringify(comparison);
			writeFileSync(join(folder, "comparison.json"), kept);
		});
		afterEach(() => rmSync(folder, { recursive: true }));

		const failure = () =>
			writeTable(folder, file).then(
				() => "none",
				(error: Error) => error.message,
			);

		it("is written anew over itself", async () => {
			await writeTable(folder, file);
			await writeTable(folder, file);
			expect(readFileSync(file, "utf8")).to.match(
				/^<!-- npx keypoints reproduce: data 0123456789ab, seed 5 -->\n\n# Published/,
			);
		});

		it("is not written over another file, or a table of other data", async () => {
			writeFileSync(file, "# My results\n");
			expect(await failure()).to.match(/is there, and no table of this/);
			writeFileSync(
				file,
				"<!-- npx keypoints reproduce: data 0123456789ab, seed 6 -->\n",
			);
			expect(await failure()).to.match(/of other data or of another seed/);
		});

		it("needs something to have been compared", async () => {
			rmSync(join(folder, "comparison.json"));
			expect(await failure()).to.match(
				/missing results: .* has no comparison.json; expected a folder/,
			);
		});
	});
});
