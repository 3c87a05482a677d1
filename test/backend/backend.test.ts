import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { projectFolder } from "../../src/base";
import { describeOn } from "../support/backends";

/** Starts the backend in a process of its own, with other environment variables. */
function startWith(environment: Record<string, string>) {
	const module = join(projectFolder(), "dist", "src", "backend");
	return spawnSync(
		process.execPath,
		[
			"-e",
			`require(${JSON.stringify(module)}).startBackend()
				.then((backend) => console.log(JSON.stringify(backend)),
					(error) => { console.log(error.message); process.exitCode = 1; })`,
		],
		{ encoding: "utf8", env: { ...process.env, ...environment } },
	);
}

describe("startBackend", () => {
	for (const name of ["wasm", "cpu"])
		it(`takes ${name} where KEYPOINTS_BACKEND forces it, without a warning`, () => {
			const { stdout, stderr } = startWith({ KEYPOINTS_BACKEND: name });
			expect(JSON.parse(stdout)).to.include({ name, device: "CPU" });
			expect(stderr).to.equal("");
		});

	it("refuses a backend that it does not know, and names those it does", () => {
		const { stdout, status } = startWith({ KEYPOINTS_BACKEND: "cuda" });
		expect(stdout).to.match(
			/unknown KEYPOINTS_BACKEND: cuda; expected one of tensorflow, wasm, webgpu, cpu/,
		);
		expect(status).to.equal(1);
	});

	it("gives the same answer when it is called again", async () => {
		expect(await startBackend()).to.equal(await startBackend());
	});
});

describeOn("tensorflow", "TensorFlow from the wheel", () => {
	it("reports its version and device, and keeps its own log to itself", () => {
		const { stdout, stderr } = startWith({ KEYPOINTS_BACKEND: "tensorflow" });
		expect(JSON.parse(stdout).description).to.match(
			/^tensorflow: TensorFlow 2\.\d+\.\d+ on the (CPU, \d+ cores|GPU: .+)$/,
		);
		const { warning } = JSON.parse(stdout);
		expect(stderr.trim()).to.equal(warning ?? "");
	});

	it("shows its log where TF_CPP_MIN_LOG_LEVEL asks for it", () => {
		const { stderr } = startWith({
			KEYPOINTS_BACKEND: "tensorflow",
			TF_CPP_MIN_LOG_LEVEL: "0",
		});
		expect(stderr).to.match(/tensorflow/i);
	});

	describe("called by name", () => {
		let backend: NodeJSKernelBackend;

		before(() => {
			backend = tf.backend() as NodeJSKernelBackend;
		});

		it("throws an error of TensorFlow with the operation's name", () =>
			tf.tidy(() => {
				const a = tf.ones([2, 2]);
				const b = tf.ones([3, 3]);
				expect(() =>
					backend.executeSingleOutput("MatMul", [], [a, b]),
				).to.throw(/operation MatMul: .*size-incompatible/);
				expect(() => backend.executeSingleOutput("NoSuch", [], [a])).to.throw(
					/operation NoSuch: .*NoSuch/,
				);
			}));

		it("still works after an error", () =>
			tf.tidy(() => {
				expect(() => backend.executeSingleOutput("NoSuch", [], [])).to.throw();
				expect(tf.add(1, 2).dataSync()[0]).to.equal(3);
			}));

		it("frees its tensors when they are disposed", () => {
			const { binding } = backend;
			const before = binding.getNumOfTensors();
			const kept = tf.tidy(() => tf.ones([8]).add(1).mul(2));
			expect(binding.getNumOfTensors()).to.equal(before + 1);
			kept.dispose();
			expect(binding.getNumOfTensors()).to.equal(before);
		});

		it("passes every type of tensor through unchanged", () =>
			tf.tidy(() => {
				const round = (x: tf.Tensor) =>
					Array.from(x.clone().reshape([-1]).dataSync());
				const identity = (x: tf.Tensor, type: number) =>
					backend.executeSingleOutput(
						"Identity",
						[{ name: "T", type: backend.binding.TF_ATTR_TYPE, value: type }],
						[x],
					);
				const { binding } = backend;
				expect(
					round(identity(tf.tensor1d([1.5, -2]), binding.TF_FLOAT)),
				).to.deep.equal([1.5, -2]);
				expect(
					round(identity(tf.tensor1d([7, -8], "int32"), binding.TF_INT32)),
				).to.deep.equal([7, -8]);
				expect(
					round(identity(tf.tensor1d([true, false], "bool"), binding.TF_BOOL)),
				).to.deep.equal([1, 0]);
				expect(
					identity(tf.tensor1d(["ä", ""]), binding.TF_STRING).dataSync(),
				).to.deep.equal(["ä", ""]);
				expect(
					round(identity(tf.zeros([0, 3]), binding.TF_FLOAT)),
				).to.deep.equal([]);
			}));

		it("refuses a tensor whose values do not fill its shape", () => {
			expect(() =>
				backend.binding.createTensor([3], 1, new Float32Array(2)),
			).to.throw(/invalid number of values: 2; expected 3/);
		});

		it("refuses a tensor that is disposed", () => {
			expect(() => backend.binding.tensorDataSync(-5)).to.throw(
				/unknown tensor: -5/,
			);
		});
	});
});
