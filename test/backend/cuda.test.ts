import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { projectFolder } from "../../src/base/paths";
import { cudaVersion, type Gpu, judgeGpu } from "../../src/tensorflow/cuda";
import { findTensorflow } from "../../src/tensorflow/library";

const NEEDS = {
	cuda: "12.9",
	driver: "525.60.13",
	oldestGpu: 6,
	newestGpu: 9,
};

const gpu = (some: Partial<Gpu>): Gpu => ({
	...{ name: "NVIDIA A100", bytes: 4e10, capability: 8, driverCuda: 12.2 },
	...some,
});

/** Runs a line on the compiled modules of the backend in a process of its own: what it prints. */
function run(line: string): string {
	const room = join(projectFolder(), "dist", "src", "tensorflow");
	const code = `const room = (name) => require(${JSON.stringify(room)} + "/" + name); ${line}`;
	return execFileSync(process.execPath, ["-e", code], { encoding: "utf8" });
}

describe("TensorFlow for NVIDIA's GPUs", function () {
	this.timeout(60_000);

	it("takes a GPU that its kernels and its driver fit", () => {
		for (const capability of [6, 7.5, 8.9, 9]) {
			const found = { gpu: gpu({ capability }) };
			expect(judgeGpu(found, NEEDS)).to.equal(found);
		}
	});

	const FAULTS: [what: string, some: Partial<Gpu>, says: RegExp][] = [
		[
			"a driver that is too old",
			{ driverCuda: 11.4 },
			/driver is too old: it knows CUDA 11\.4, and TensorFlow takes CUDA 12\.9; install driver 525\.60\.13 or newer/,
		],
		[
			"a GPU that is too old",
			{ name: "Tesla K80", capability: 3.7 },
			/Tesla K80 is too old for TensorFlow.*3\.7; expected 6\.0 to 9\.x/,
		],
		[
			"a GPU that is newer than its kernels",
			{ name: "NVIDIA GeForce RTX 5090", capability: 12 },
			/RTX 5090 is newer.*12\.0; expected 6\.0 to 9\.x; .*npm run setup -- webgpu/,
		],
	];
	for (const [what, some, says] of FAULTS)
		it(`says why it does not compute on ${what}`, () => {
			const state = judgeGpu({ gpu: gpu(some) }, NEEDS);
			expect(state).to.have.property("whyNot").that.matches(says);
		});

	it("reads the CUDA of a driver from the number that it tells", () => {
		expect(cudaVersion(12040)).to.equal(12.4);
		expect(cudaVersion(11080)).to.equal(11.8);
		expect(cudaVersion(13000)).to.equal(13);
	});

	it("says where there is no driver", () => {
		const state = run(
			'console.log(room("cuda").findGpu("libcuda-of-nobody.so.1").whyNot)',
		);
		expect(state).to.match(
			/no NVIDIA driver here \(libcuda-of-nobody\.so\.1 is/,
		);
	});

	const library = findTensorflow();
	const test = library?.cuda ? it : it.skip;
	const why = library?.cuda ? "" : " (skipped: `npm run setup -- cuda`)";

	test(`finds its CUDA libraries where set-up has put them${why}`, () => {
		const printed = run(`
			const { loadForGood, loadLibc } = room("loader");
			const { libraries } = room("library").findTensorflow().cuda;
			for (const file of libraries) loadForGood(loadLibc(), file);
			console.log(libraries.length + " loaded");`);
		expect(printed).to.equal(`${library?.cuda?.libraries.length} loaded\n`);
	});

	test(`names the GPU that computes, or says why the CPU does${why}`, async () => {
		const { description, device, warning } = await startBackend();
		if (device === "GPU")
			expect(description).to.match(/on the GPU: .+, [\d.]+ GB, CUDA 12/);
		else
			expect(warning).to.match(
				/^TensorFlow for NVIDIA GPUs computes on the CPU: /,
			);
	});
});
