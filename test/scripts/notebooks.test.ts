import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/backend/paths";
import { start } from "./run";

const windows = process.platform === "win32";
const python = join(
	projectFolder(),
	...[".venv", windows ? "Scripts/python.exe" : "bin/python"],
);
const runner = join(projectFolder(), "scripts", "python", "run_notebooks.py");

describe("the notebook runner", function () {
	this.timeout(60_000);
	let folder: string;

	before(function () {
		if (!existsSync(python)) this.skip();
	});
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "keypoints-notebooks-"));
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));

	const write = (name: string, ...cells: string[]) =>
		writeFile(
			join(folder, name),
			JSON.stringify({
				cells: cells.map((source, index) => ({
					cell_type: "code",
					execution_count: null,
					id: `cell-${index}`,
					metadata: {},
					outputs: [],
					source,
				})),
				metadata: {},
				nbformat: 4,
				nbformat_minor: 5,
			}),
		);

	async function run(...args: string[]) {
		const running = start(python, runner, folder, ...args);
		return { code: await running.ended, text: running.printed() };
	}

	it("says of each that fails which cell it was, and why", async () => {
		await write("01.ipynb", "const a = 1;", "throw new RangeError('too far');");
		await write("02.ipynb", "Promise.reject(new Error('nobody looked'));");
		await write("03.ipynb", "await new Promise((r) => setTimeout(r, 1e6));");
		const { code, text } = await run("--timeout", "2");
		expect(code).to.equal(1);
		expect(text).to.include("cell 2 of 2");
		expect(text).to.include("| throw new RangeError('too far');");
		expect(text).to.include("RangeError: too far");
		expect(text).to.include("nobody looked");
		expect(text).to.include("did not end within 2 s");
		expect(text).to.match(/^notebooks: 0 passed, 3 failed$/m);
	});

	it("writes the outputs of what ran to its end, the same ones each time", async () => {
		await write("01.ipynb", "console.log(1 + 1);");
		await write("02.ipynb", "console.log(1);", "throw 1;");
		const file = join(folder, "01.ipynb");
		const other = await readFile(join(folder, "02.ipynb"), "utf8");
		expect((await run("--write")).code).to.equal(1);
		expect(await readFile(join(folder, "02.ipynb"), "utf8")).to.equal(other);
		const written = await readFile(file, "utf8");
		expect(JSON.parse(written).cells[0].outputs[0].text).to.deep.equal(["2\n"]);
		expect((await run("01", "--write")).code).to.equal(0);
		expect(await readFile(file, "utf8")).to.equal(written);
	});

	it("says what there is where a name fits none", async () => {
		await write("01-first.ipynb", "1");
		const { code, text } = await run("07");
		expect(code).to.equal(2);
		expect(text).to.include("no notebook begins with 07");
		expect(text).to.include("01-first.ipynb");
	});
});
