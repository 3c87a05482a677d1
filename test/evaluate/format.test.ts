import { expect } from "chai";
import { formatRows } from "../../src/evaluate";

describe("formatRows", () => {
	it("joins neighbours", () => {
		expect(formatRows([1, 2, 3, 7, 9, 10])).to.equal("1-3, 7, 9-10");
	});

	it("cuts a long list and says how many rows there are", () => {
		const odd = Array.from({ length: 50 }, (_, i) => 2 * i + 1);
		expect(formatRows(odd, 3)).to.equal(
			"1, 3, 5 ... (50 in all, listed in evaluation.json)",
		);
	});

	it("gives nothing for no rows", () => {
		expect(formatRows([])).to.equal("");
	});
});
