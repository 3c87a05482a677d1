import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/base/paths";
import { start } from "./run";

const windows = process.platform === "win32";
const python = join(
	projectFolder(),
	...[".venv", windows ? "Scripts/python.exe" : "bin/python"],
);
const runner = join(projectFolder(), "scripts", "python", "run_notebooks.py");

/** Written when all of JupyterLab is in place. */
const installed = existsSync(
	join(projectFolder(), ".venv", ".requirements.json"),
);
const suite = installed ? describe : describe.skip;
const reason = installed ? "" : " (skipped: JupyterLab is not installed here)";

suite(`the notebook runner @slow${reason}`, function () {
	this.timeout(180_000);
	let folder: string;

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
		const own = join(folder, "jupyter");
		const running = start([python, runner, folder, ...args], {
			IPYTHONDIR: own,
			JUPYTER_CONFIG_DIR: own,
			JUPYTER_DATA_DIR: own,
			JUPYTER_RUNTIME_DIR: own,
		});
		return { code: await running.ended, text: running.printed() };
	}

	// One run for all, since each kernel takes seconds to start.
	it("says which cell failed and why, and writes only what ran to its end", async () => {
		await write("01.ipynb", "console.log(1 + 1);");
		await write("02.ipynb", "const a = 1;", "throw new RangeError('too far');");
		await write("03.ipynb", "Promise.reject(new Error('nobody looked'));");
		await write("04.ipynb", "await new Promise((r) => setTimeout(r, 1e6));");
		const read = (name: string) => readFile(join(folder, name), "utf8");
		const failing = await read("02.ipynb");
		const { code, text } = await run("--write", "--timeout", "20");
		expect(code).to.equal(1);
		expect(text).to.match(/01.ipynb +written, ok/);
		expect(text).to.include("cell 2 of 2");
		expect(text).to.include("| throw new RangeError('too far');");
		expect(text).to.include("RangeError: too far");
		expect(text).to.include("nobody looked");
		expect(text).to.include("did not end within 20 s");
		expect(text).to.match(/^notebooks: 1 passed, 3 failed$/m);
		expect(await read("02.ipynb")).to.equal(failing);
		const [cell] = JSON.parse(await read("01.ipynb")).cells;
		expect(cell.outputs).to.deep.equal([
			{ name: "stdout", output_type: "stream", text: ["2\n"] },
		]);
		expect(cell.metadata).to.deep.equal({});
	});

	it("takes a failure that was expected for right, and none for wrong", async () => {
		await write("01.ipynb", "1 + 1");
		await write("02.ipynb", "throw new Error('as expected');");
		const right = await run("--fail", "02");
		expect(right.code).to.equal(0);
		const wrong = await run("--fail", "01");
		expect(wrong.code).to.equal(1);
		expect(wrong.text).to.include("01.ipynb was expected to fail");
		expect(wrong.text).to.include("02.ipynb was expected to run to its end");
	});

	it("says what there is where a name fits none", async () => {
		await write("01-first.ipynb", "1");
		const { code, text } = await run("07");
		expect(code).to.equal(2);
		expect(text).to.include("no notebook begins with 07");
		expect(text).to.include("01-first.ipynb");
	});
});

describe("environment.md", () => {
	it("says of every notebook whether it runs on plain tslab", async () => {
		const text = await readFile(
			join(projectFolder(), "environment.md"),
			"utf8",
		);
		const rows = Array.from(
			text.matchAll(/^\| (\d\d) \| (?:runs|fails) \| [^|]+ \|$/gm),
			([, name]) => name,
		);
		const notebooks = readdirSync(join(projectFolder(), "notebooks"))
			.filter((name) => name.endsWith(".ipynb"))
			.map((name) => name.slice(0, 2));
		expect(rows).to.deep.equal(notebooks.sort());
	});
});
