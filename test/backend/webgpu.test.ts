import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { hasGpu } from "../../src/backend/gpu";
import { projectFolder } from "../../src/base";
import { describeOn } from "../support/backends";
import { expectNoLeak } from "../support/tensors";

/** Runs a few lines with the library in a process of its own, on WebGPU. */
function runOnWebgpu(code: string) {
	const room = (name: string) =>
		JSON.stringify(join(projectFolder(), "dist", "src", name));
	return spawnSync(
		process.execPath,
		[
			"-e",
			`const tf = require("@tensorflow/tfjs");
			const { startBackend } = require(${room("backend")});
			(async () => { ${code} })().catch((error) => {
				console.log(error.message); process.exitCode = 1; });`,
		],
		{
			cwd: projectFolder(),
			encoding: "utf8",
			env: { ...process.env, KEYPOINTS_BACKEND: "webgpu" },
		},
	);
}

describeOn("webgpu", "WebGPU in Node", () => {
	it("starts where KEYPOINTS_BACKEND asks for it, names the adapter, and lets the process end", () => {
		const { stdout, stderr, status } = runOnWebgpu(
			"console.log((await startBackend()).description);",
		);
		expect(stdout).to.match(/^webgpu: TensorFlow\.js 4\.\d+\.\d+ on \S.*, /);
		expect(stderr).to.equal("");
		expect(status).to.equal(0);
	});

	it("gives values at once, later, and both at a time", async () => {
		const x = tf.tidy(() => tf.tensor1d([1, 2]).mul(2));
		const [more, most] = tf.tidy(() => [x.add(1), x.add(2)]);
		const later = more.data();
		expect(Array.from(most.dataSync())).to.deep.equal([4, 6]);
		expect(Array.from(await later)).to.deep.equal([3, 5]);
		expect(Array.from(x.dataSync())).to.deep.equal([2, 4]);
		tf.dispose([x, more, most]);
	});

	it("gives whole numbers and truths as what they are", () =>
		expectNoLeak(() => {
			tf.tidy(() => {
				const whole = tf.tensor1d([7, -8], "int32").reshape([2, 1]);
				const larger = tf.fill([1001], 2).greater(1);
				expect(Array.from(whole.square().dataSync())).to.deep.equal([49, 64]);
				expect(larger.dtype).to.equal("bool");
				expect(larger.dataSync()[1000]).to.equal(1);
			});
		}));

	it("says at the next reading that a tensor has no room", () => {
		const { stdout, status } = runOnWebgpu(`
			await startBackend();
			const large = tf.ones([2 ** 17, 1]).matMul(tf.ones([1, 2 ** 17]));
			large.slice([0, 0], [1, 1]).dataSync();`);
		expect(stdout).to.match(/^webgpu: out of memory: .*half the batch size/m);
		expect(status).to.equal(1);
	});

	it("says that the GPU was lost, at every reading from then on", () => {
		const { stdout } = runOnWebgpu(`
			await startBackend();
			const x = tf.ones([2000]).mul(2);
			tf.backend().device.destroy();
			for (const read of [() => x.dataSync(), () => x.data()])
				await (async () => read())().catch(({ message }) => console.log(message));`);
		const lost = /^webgpu: the GPU was lost: .+ is gone/gm;
		expect(stdout.match(lost)).to.have.length(2);
	});
});

describeOn("webgpu", "the doctor on WebGPU", () => {
	it("trains a step there, names the adapter, and ends with 0 where that worked", () => {
		const { stdout, status } = spawnSync(
			process.execPath,
			[join(projectFolder(), "scripts", "doctor.mjs")],
			{
				encoding: "utf8",
				env: { ...process.env, KEYPOINTS_BACKEND: "webgpu" },
			},
		);
		expect(stdout).to.match(/^✔ Backend +webgpu: TensorFlow\.js \S+ on \S+/m);
		expect(stdout).to.match(/^✔ Training +a step works/m);
		// Elsewhere something may be missing that has nothing to do with it.
		expect(status).to.equal(stdout.includes("✘") ? 1 : 0);
	}).timeout(300_000);
});

describe("a GPU of the system", () => {
	it("is one of Apple's own processors, and none on a Mac with another", () => {
		expect(hasGpu("darwin", "arm64")).to.equal(true);
		expect(hasGpu("darwin", "x64")).to.equal(false);
		expect(hasGpu("linux", "x64", "/nowhere")).to.equal(false);
	});
});
