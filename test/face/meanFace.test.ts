import { expect } from "chai";
import { createFrame } from "../../src/dataset";
import { labelSources, meanFace } from "../../src/face";

describe("meanFace", () => {
	it("is the mean of each coordinate over the labels present", () => {
		const labels = new Float32Array(60).fill(Number.NaN);
		labels[0] = 10;
		labels[30] = 20;
		labels[31] = 7;
		const mean = meanFace(labels);
		expect(mean.length).to.equal(30);
		expect([...mean.subarray(0, 2)]).to.deep.equal([15, 7]);
		expect(mean[2]).to.be.NaN;
	});
});

describe("labels that do not fill whole rows", () => {
	for (const [name, use] of [
		["meanFace", () => meanFace(new Float32Array(31))],
		["labelSources", () => labelSources(new Float32Array(59))],
		["createFrame", () => createFrame(new Float32Array(1))],
	] as const)
		it(`are refused by ${name}`, () => {
			expect(use).to.throw(
				new RegExp(`^${name}: invalid .*; expected whole rows of 30$`),
			);
		});
});
