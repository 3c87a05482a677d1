import { expect } from "chai";
import { fromFloat16, toFloat16 } from "../../src/run/float16";

describe("half-precision numbers", () => {
	for (const [value, bits] of [
		[0, 0x0000],
		[-0, 0x8000],
		[1, 0x3c00],
		[-2, 0xc000],
		[1 / 3, 0x3555],
		[65504, 0x7bff],
		[65519, 0x7bff],
		[65520, 0x7c00],
		[Number.NEGATIVE_INFINITY, 0xfc00],
		[2 ** -14, 0x0400],
		[2 ** -24, 0x0001],
		[2 ** -26, 0x0000],
		// Halfway between two: the even one.
		[1 + 2 ** -11, 0x3c00],
		[1 + 3 * 2 ** -11, 0x3c02],
		[2 - 2 ** -12, 0x4000],
	] as const)
		it(`has ${value} as 0x${bits.toString(16).padStart(4, "0")}`, () => {
			expect(toFloat16(value)).to.equal(bits);
		});

	it("gives all 65,536 of them back", () => {
		for (let bits = 0; bits < 65536; bits++) {
			const value = fromFloat16(bits);
			if (Number.isNaN(value)) expect(toFloat16(value)).to.be.above(0x7c00);
			else expect(toFloat16(value)).to.equal(bits);
		}
	});
	it("is never further than half a step away", () => {
		for (let i = 0; i < 5000; i++) {
			const value = Math.sin(i) * 2 ** ((i % 30) - 15);
			const near = fromFloat16(toFloat16(value));
			expect(Math.abs(near - value)).to.be.at.most(
				Math.abs(value) * 2 ** -11 + 2 ** -25,
			);
		}
	});
});
