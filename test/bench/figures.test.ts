import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import {
	differingTexts,
	notebookWithSections,
	writeFigures,
} from "../../bench/results/figures";
import { BACKEND_NAMES, startBackend } from "../../src/backend";
import { projectFolder } from "../../src/base";
import { buildModel, modelCost } from "../../src/model";

const FILES = [
	"README.md",
	"RESULTS.md",
	join("data", "README.md"),
	join("models", "README.md"),
	join("notebooks", "08-published-systems.ipynb"),
];

/** What a text says outside of the sections that `npm run figures` writes. */
function outsideSections(text: string): string {
	return text.replace(/<!-- begin (\w+) -->[\s\S]*?<!-- end \1 -->/g, "");
}

describe("the figures in the texts", () => {
	it("are those of the result files (npm run figures mends them)", () => {
		expect([...differingTexts().keys()]).to.deep.equal([]);
	});

	for (const file of ["README.md", join("models", "README.md")])
		it(`${file} tells no error in pixels that no result file has`, () => {
			const text = readFileSync(join(projectFolder(), file), "utf8");
			expect(outsideSections(text).match(/\d+\.\d+ px/g) ?? []).to.deep.equal(
				[],
			);
		});

	it("environment.md names every backend that can be forced", () => {
		const text = readFileSync(join(projectFolder(), "environment.md"), "utf8");
		const row = text
			.split("\n")
			.find((line) => line.startsWith("| `KEYPOINTS_BACKEND` |"));
		for (const name of BACKEND_NAMES) expect(row).to.include(`\`${name}\``);
	});

	it("models/README.md tells the weights, the sizes and the work of the models that are there", async () => {
		await startBackend();
		const folder = join(projectFolder(), "models");
		const text = readFileSync(join(folder, "README.md"), "utf8");
		const work = ["slim", "full"].map((name) => {
			const network = buildModel(`keypoint-${name}`);
			const { parameters, multiplyAdds } = modelCost(network);
			network.dispose();
			const { size } = statSync(join(folder, name, "best.safetensors"));
			const row = text.split("\n").find((l) => l.startsWith(`| \`${name}\` |`));
			expect(row).to.include(`| ${parameters.toLocaleString("en")} |`);
			expect(row).to.include(`| ${(size / 1e6).toFixed(1)} MB,`);
			return multiplyAdds;
		});
		const times = (work[1] / work[0]).toFixed(1);
		expect(text).to.include(`\`full\` takes ${times} times the work`);
	});

	it("README.md and environment.md tell the same room for a first set-up", () => {
		const [readme, environment] = ["README.md", "environment.md"].map((file) =>
			readFileSync(join(projectFolder(), file), "utf8"),
		);
		const room = /The first start takes .* and ([\d.]+ GB)/.exec(readme)?.[1];
		expect(environment).to.include(`A first set-up needs ${room} of room`);
	});

	describe("in a copy of the texts", () => {
		let folder: string;
		beforeEach(() => {
			folder = mkdtempSync(join(tmpdir(), "figures-"));
			for (const file of [...FILES, "results"]) {
				mkdirSync(dirname(join(folder, file)), { recursive: true });
				cpSync(join(projectFolder(), file), join(folder, file), {
					recursive: true,
				});
			}
		});
		afterEach(() => rmSync(folder, { recursive: true }));

		const edit = (file: string, from: string | RegExp, to: string) => {
			const path = join(folder, file);
			const before = readFileSync(path, "utf8");
			const after = before.replace(from, to);
			expect(after).not.to.equal(before);
			writeFileSync(path, after);
		};

		it("that was changed by hand is found, and made right again", () => {
			const path = join(folder, "README.md");
			const right = readFileSync(path, "utf8");
			edit("README.md", "<!-- end gain -->", "9.99 px\n<!-- end gain -->");
			expect([...differingTexts(folder).keys()]).to.deep.equal(["README.md"]);
			expect(writeFigures(folder)).to.deep.equal(["README.md"]);
			expect(readFileSync(path, "utf8")).to.equal(right);
			expect(writeFigures(folder)).to.deep.equal([]);
		});

		it("all change with the result files", () => {
			const file = join(folder, "results", "models.json");
			const results = JSON.parse(readFileSync(file, "utf8"));
			results.averageFace = 8.765;
			writeFileSync(file, JSON.stringify(results));
			expect(writeFigures(folder)).to.include("README.md");
			expect(readFileSync(join(folder, "README.md"), "utf8")).to.match(
				/the average face \| 8\.7[67] /,
			);
		});

		it("are not written where a text has lost a section, or a result file is damaged", () => {
			edit("README.md", "<!-- begin gain -->", "");
			expect(() => differingTexts(folder)).to.throw(
				/missing section: README.md has no "<!-- begin gain -->"; expected/,
			);
			writeFileSync(join(folder, "results", "models.json"), "{ half");
			expect(() => differingTexts(folder)).to.throw(
				/results: invalid .*models.json: .*; expected the file that `npm run bench` wrote/,
			);
		});
	});

	it("stand in the one cell of a notebook that has their section", () => {
		const cells = [
			{ cell_type: "markdown", source: ["# A\n", "text"] },
			{
				cell_type: "markdown",
				source: ["b\n", "<!-- begin x -->\n", "old\n", "<!-- end x -->\n", "c"],
			},
		];
		const text = `${JSON.stringify({ cells }, null, 1)}\n`;
		const after = JSON.parse(notebookWithSections(text, { x: "1\n2" }));
		expect(after.cells[0]).to.deep.equal(cells[0]);
		expect(after.cells[1].source).to.deep.equal([
			...["b\n", "<!-- begin x -->\n", "1\n", "2\n", "<!-- end x -->\n", "c"],
		]);
		expect(() => notebookWithSections(text, { y: "1" })).to.throw(
			/missing section: .*08-published-systems.ipynb has no Markdown cell with/,
		);
	});
});
