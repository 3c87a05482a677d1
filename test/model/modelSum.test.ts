import { expect } from "chai";
import { checkModel, crc32, type ModelJson } from "../../src/model/modelSum";
import { exportModel } from "../../src/serve/exportModel";

describe("a model that a page gets", () => {
	let json: ModelJson;
	let weights: Uint8Array;
	before(async () => {
		const exported = await exportModel("models/slim");
		json = JSON.parse(exported.json);
		weights = exported.weights;
	});

	it("has a sum by the CRC-32 of zip", () => {
		const text = (value: string) => new TextEncoder().encode(value);
		expect(crc32([text("123456789")])).to.equal(0xcbf43926);
		expect(crc32([text("1234"), text("56789")])).to.equal(0xcbf43926);
	});

	it("is accepted as it was made", () => {
		checkModel(json, weights);
	});

	for (const where of [0, 0.25, 0.5, 0.75, 1])
		it(`is refused with one bit of its numbers wrong, ${where} of the way`, () => {
			const damaged = weights.slice();
			damaged[Math.floor(where * (weights.length - 1))] ^= 1;
			expect(() => checkModel(json, damaged)).to.throw(
				/has not arrived as it was made: .*Reload the page/,
			);
		});

	it("is refused cut short, with another topology, or without its sum", () => {
		const short = weights.subarray(0, weights.length - 1);
		const other = { ...json, modelTopology: { ...json.modelTopology, x: 1 } };
		const { checksum: _, ...without } = json;
		for (const [model, bytes] of [
			[json, short],
			[other, weights],
			[without, weights],
		] as [ModelJson, Uint8Array][])
			expect(() => checkModel(model, bytes)).to.throw(/has not arrived/);
	});
});
