import { expect } from "chai";
import { meanFace } from "../../src/dataset";

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
