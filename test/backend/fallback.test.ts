import { spawnSync } from "node:child_process";
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/base";

const WHY = "no Python 3.10 or newer; install one; then type `npm run setup`";

describe("startBackend where set-up could not install TensorFlow", () => {
	let folder: string;

	before(() => {
		folder = mkdtempSync(join(tmpdir(), "keypoints-backend-"));
		const copy = (...path: string[]) =>
			cpSync(join(projectFolder(), ...path), join(folder, ...path), {
				recursive: true,
			});
		copy("package.json");
		for (const room of [
			"base",
			"ops",
			"tensorflow",
			"wasm",
			"webgpu",
			"backend",
		])
			copy("dist", "src", room);
		const modules = join(projectFolder(), "node_modules");
		symlinkSync(modules, join(folder, "node_modules"), "junction");
		mkdirSync(join(folder, ".cache"));
	});
	after(() => rmSync(folder, { recursive: true }));

	/** What an expression on the room `backend` gives there, as JSON. */
	function evaluate(expression: string, forced = "") {
		const module = JSON.stringify(join(folder, "dist", "src", "backend"));
		const code = `(async () => { const b = require(${module}); return ${expression}; })().then(
			(value) => console.log(JSON.stringify(value)),
			(error) => { console.log(error.message); process.exitCode = 1; })`;
		return spawnSync(process.execPath, ["-e", code], {
			encoding: "utf8",
			env: { ...process.env, KEYPOINTS_BACKEND: forced },
		});
	}

	it("takes WebAssembly, and says once why, what to do and how much slower it is", () => {
		writeFileSync(join(folder, ".cache", "no-tensorflow.txt"), `${WHY}\n`);
		const start = "[await b.startBackend(), await b.startBackend()]";
		const { stdout, stderr } = evaluate(start);
		const [backend] = JSON.parse(stdout);
		expect(backend).to.include({ name: "wasm", device: "CPU" });
		expect(backend.description).to.match(
			/^wasm: TensorFlow.js 4\.\d+\.\d+ in WebAssembly (?:with|without) SIMD, one core, about [\d.]+ times slower than TensorFlow/,
		);
		expect(stderr).to.equal(`${backend.warning}\n`);
		const [why, slower] = stderr.split("\n");
		expect(why).to.equal(`TensorFlow is missing: ${WHY}`);
		expect(slower).to.match(/about [\d.]+ times slower: .* measured now/);
	});

	it("says to set up where set-up has left no reason", () => {
		rmSync(join(folder, ".cache", "no-tensorflow.txt"), { force: true });
		const { stderr } = evaluate("await b.startBackend()");
		expect(stderr).to.match(/^TensorFlow is missing: .*type `npm run setup`/);
	});

	it("throws where KEYPOINTS_BACKEND forces TensorFlow, with the reason", () => {
		writeFileSync(join(folder, ".cache", "no-tensorflow.txt"), `${WHY}\n`);
		const { stdout, status } = evaluate("b.startBackend()", "tensorflow");
		expect(status).to.equal(1);
		expect(stdout).to.equal(
			`startBackend: missing backend: tensorflow, which KEYPOINTS_BACKEND asks for; ${WHY}\n`,
		);
	});

	it("throws where KEYPOINTS_BACKEND forces WebGPU that is not installed, and says what to type", () => {
		const { stdout, status } = evaluate("b.startBackend()", "webgpu");
		expect(status).to.equal(1);
		expect(stdout).to.match(
			/^startBackend: missing backend: webgpu, which KEYPOINTS_BACKEND asks for; .*type `npm run setup -- webgpu`/,
		);
	});

	it("reports which backends can be had, and why others cannot", () => {
		const reports = JSON.parse(evaluate("b.listBackends()").stdout);
		expect(reports).to.have.length(4);
		expect(reports[0]).to.deep.equal({
			name: "tensorflow",
			available: false,
			detail: WHY,
		});
		expect(reports[1]).to.include({ name: "wasm", available: true });
		expect(reports[2]).to.include({ name: "webgpu", available: false });
		expect(reports[3]).to.include({ name: "cpu", available: true });
	});
});
