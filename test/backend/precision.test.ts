import { expect } from "chai";
import { choosePrecision, type Precision } from "../../src/backend";
import { whyNoBf16 } from "../../src/backend/precision";
import { useBackend, useOwnBackend } from "../support/backends";

describe("the precision", () => {
	after(useOwnBackend);

	it("stays float32, and says why, where the backend has no other", async () => {
		await useBackend("cpu");
		const said: string[] = [];
		const { warn } = console;
		console.warn = (text: string) => said.push(text);
		choosePrecision(undefined);
		choosePrecision("float32");
		choosePrecision("bf16");
		console.warn = warn;
		expect(said).to.deep.equal([
			"Multiplies in float32 instead of bf16: the backend is not native.",
		]);
	});

	it("is bf16 on processors with AMX or AVX512-BF16 only", () => {
		expect(whyNoBf16("flags : fpu avx2 amx_bf16 amx_tile")).to.equal(undefined);
		expect(whyNoBf16("flags : avx512f avx512_bf16")).to.equal(undefined);
		expect(whyNoBf16("flags : fpu avx2 avx512f")).to.match(/neither AMX nor/);
	});

	it("refuses a name that it does not know", () => {
		expect(() => choosePrecision("half" as Precision)).to.throw(
			/unknown precision: half; expected one of float32, bf16/,
		);
	});
});
