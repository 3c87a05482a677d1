import { cpSync, existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { projectFolder } from "../../src/base/paths";
import { start } from "./run";

describe("what set-up is told to bring", function () {
	this.timeout(60_000);
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "keypoints-choices-"));
		const from = join(projectFolder(), "scripts");
		cpSync(from, join(folder, "scripts"), { recursive: true });
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	/** What an expression on modules of set-up gives, as JSON, in a project of its own. */
	async function evaluate(expression: string): Promise<unknown> {
		const load = (name: string) => {
			const file = join(folder, "scripts", "setup", name);
			return `await import(${JSON.stringify(pathToFileURL(file).href)})`;
		};
		const code = `
			const choices = ${load("choices.mjs")};
			const { tensorflow } = ${load("tensorflow.mjs")};
			const { CUDA_LIBRARIES, CUDA_WHEELS } = ${load("cuda-wheels.mjs")};
			const message = (f) => { try { f(); return ""; } catch (error) { return error.message; } };
			console.log(JSON.stringify(await (async () => ${expression})()));`;
		const running = start([
			...[process.execPath, "--input-type=module", "-e", code],
		]);
		expect(await running.ended, running.printed()).to.equal(0);
		return JSON.parse(running.printed());
	}

	it("is the CPU, and stays what was chosen", async () => {
		const said = await evaluate(`{
			const before = choices.readChoices().tensorflow;
			choices.writeChoices({ tensorflow: "cuda" });
			choices.writeChoices({});
			return [before, choices.readChoices().tensorflow];
		}`);
		expect(said).to.deep.equal(["cpu", "cuda"]);
	});

	it("says beforehand how much CUDA is, and of the CPU nothing", async () => {
		const said = (await evaluate(`{
			const before = tensorflow.announcement;
			choices.writeChoices({ tensorflow: "cuda" });
			return [before, tensorflow.announcement, tensorflow.bytes > 6e9];
		}`)) as [string, string, boolean];
		expect(said[0]).to.equal("");
		expect(said[1]).to.match(
			/13 Python wheels, 3\.4 GB to download, 5\.5 GB kept/,
		);
		expect(said[1]).to.match(/`npm run setup -- cpu` returns to the CPU/);
		expect(said[2]).to.equal(true);
	});

	it("goes on where it was cut off", async () => {
		const said = (await evaluate(`{
			choices.writeChoices({ tensorflow: "cuda" });
			const fs = await import("node:fs");
			const partial = ${JSON.stringify(join(folder, ".cache", "tensorflow-partial"))};
			fs.mkdirSync(partial, { recursive: true });
			const names = CUDA_WHEELS.slice(0, 12).map(({ name }) => name);
			const label = "tensorflow 2.21.0 with CUDA 12.9";
			fs.writeFileSync(partial + "/fetched.json", JSON.stringify({ label, names }));
			return tensorflow.announcement;
		}`)) as string;
		expect(said).to.match(
			/^Fetching the rest of TensorFlow.*: 1 Python wheels/,
		);
	});

	it("is refused where CUDA is not made for the machine, with another way", async () => {
		const check = (here: string) =>
			`message(() => choices.checkChoice({ tensorflow: "cuda" }, "${here}"))`;
		const said = await evaluate(`[
			${check("linux-x64")}, ${check("darwin-arm64")}, ${check("linux-arm64")},
		]`);
		const [fits, mac, arm] = said as string[];
		expect(fits).to.equal("");
		expect(mac).to.match(
			/cuda is not made for darwin-arm64; expected Linux on x64/,
		);
		expect(arm).to.match(/`npm run setup -- webgpu` reaches the GPU here/);
	});

	it("lists CUDA's wheels with their sums, each library with what it needs before it", async () => {
		const said = await evaluate(`({
			sums: CUDA_WHEELS.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256)),
			names: new Set(CUDA_WHEELS.map(({ name }) => name)).size,
			homes: CUDA_LIBRARIES.every((file) => CUDA_WHEELS.some(({ name }) =>
				name === "nvidia-" + file.split("/")[1].replace("_", "-") + "-cu12")),
		})`);
		expect(said).to.deep.equal({ sums: true, names: 13, homes: true });
	});

	const python = join(projectFolder(), ".venv", "bin", "python");
	const test = existsSync(python) ? it : it.skip;
	test("takes files out of a wheel under their names, and programs stay programs", async () => {
		const make = start([
			...[python, "-c"],
			`import zipfile
with zipfile.ZipFile(${JSON.stringify(join(folder, "a.whl"))}, "w") as wheel:
    wheel.writestr("a/lib/liba.so.1", "library")
    wheel.writestr("a/include/a.h", "header")
    program = zipfile.ZipInfo("a/bin/tool")
    program.external_attr = 0o100755 << 16
    wheel.writestr(program, "program")`,
		]);
		expect(await make.ended, make.printed()).to.equal(0);
		const out = join(folder, "out");
		const script = join(folder, "scripts", "python", "unpack_wheel.py");
		const unpack = start([
			python,
			script,
			folder,
			out,
			"*/lib/*.so*",
			"*/bin/*",
		]);
		expect(await unpack.ended, unpack.printed()).to.equal(0);
		const library = join(out, "a", "lib", "liba.so.1");
		expect(readFileSync(library, "utf8")).to.equal("library");
		expect(statSync(join(out, "a", "bin", "tool")).mode & 0o111).to.equal(
			0o111,
		);
		expect(existsSync(join(out, "a", "include"))).to.equal(false);
		expect(existsSync(join(folder, "a.whl"))).to.equal(false);
	});
});
