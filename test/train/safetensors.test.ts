import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { readTensors, writeTensors } from "../../src/run/safetensors";

describe("a safetensors file", () => {
	let folder: string;
	let path: string;
	const tensors: Record<string, tf.Tensor> = {};

	before(async () => {
		await startBackend();
		tensors.a = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
		tensors.scalar = tf.scalar(-0.5);
		tensors.empty = tf.zeros([0]);
	});
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), "safetensors-"));
		path = join(folder, "file.safetensors");
		await writeTensors(path, tensors, { seed: "7" });
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("gives back what was written", async () => {
		const { tensors: read, metadata } = await readTensors(path);
		expect(metadata).to.deep.equal({ seed: "7" });
		expect([...read.keys()]).to.deep.equal(["a", "scalar", "empty"]);
		expect(read.get("a")).to.deep.equal({
			shape: [2, 3],
			values: Float32Array.of(1, 2, 3, 4, 5, 6),
		});
		expect(read.get("scalar")?.values[0]).to.equal(-0.5);
	});

	it("has the layout of the format: length, JSON, numbers", () => {
		const bytes = readFileSync(path);
		const length = Number(bytes.readBigUInt64LE());
		const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
		expect(header.a).to.deep.equal({
			dtype: "F32",
			shape: [2, 3],
			data_offsets: [0, 24],
		});
		expect((8 + length) % 8).to.equal(0);
		expect(bytes.readFloatLE(8 + length + 4)).to.equal(2);
	});

	it("leaves no temporary file behind", () => {
		expect(readdirSync(folder)).to.deep.equal(["file.safetensors"]);
	});

	it("is refused when any single bit of it is another", async () => {
		const sound = readFileSync(path);
		const believed: number[] = [];
		for (let byte = 0; byte < sound.length; byte++) {
			const flipped = Buffer.from(sound);
			flipped[byte] ^= 1 << (byte % 8);
			writeFileSync(path, flipped);
			const read = await readTensors(path).catch(() => undefined);
			if (read?.isChecked) believed.push(byte);
		}
		expect(believed).to.deep.equal([]);
	});

	it("says in one sentence that it is damaged, and what to do", async () => {
		const bytes = readFileSync(path);
		bytes[bytes.length - 3] ^= 4;
		writeFileSync(path, bytes);
		const error = await readTensors(path).catch((caught) => caught);
		expect(error.message).to.match(
			/^readTensors: invalid checksum: .* is damaged: .*; expected the same bytes: copy it again/,
		);
	});

	it("is read without a checksum, and says that it has none", async () => {
		const bytes = readFileSync(path);
		const name = bytes.indexOf('"sha256"');
		bytes.write('"nobody"', name);
		writeFileSync(path, bytes);
		expect((await readTensors(path)).isChecked).to.equal(false);
	});

	for (const text of ["null", "[]", "7", '{"a":null}', '{"a":{"dtype":"F32"}}'])
		it(`is refused with the header ${text}`, async () => {
			const length = Buffer.alloc(8);
			length.writeBigUInt64LE(BigInt(text.length));
			writeFileSync(path, Buffer.concat([length, Buffer.from(text)]));
			const error = await readTensors(path).catch((caught) => caught);
			expect(error.message).to.match(/a header that is no JSON of tensors/);
		});

	for (const [what, damage, message] of [
		["cut short", () => truncateSync(path, 100), /invalid file: .*expected/],
		[
			"cut within its data",
			() => truncateSync(path, readFileSync(path).length - 2),
			/where its header tells/,
		],
		["empty", () => truncateSync(path, 0), /has 0 bytes/],
		[
			"text",
			() => writeFileSync(path, "epoch,loss\n1,2\n3,4\n"),
			/header longer than the file/,
		],
	] as const)
		it(`is refused when it is ${what}`, async () => {
			damage();
			let error: unknown;
			await readTensors(path).catch((caught) => {
				error = caught;
			});
			expect((error as Error)?.message).to.match(message);
			expect((error as Error).message).to.include(path);
		});
});
