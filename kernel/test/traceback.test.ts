import { expect } from "chai";
import { describeFailure } from "../src/traceback";

describe("a failure's description", () => {
	const failure = (message: string) => ({
		name: "Error",
		message,
		stack: `Error: ${message}\n    at cell 1:2:7`,
	});
	const sources = new Map([["cell 1", "const a = 1;\nthrow new Error();"]]);

	it("shows the line of the cell with a caret", () => {
		const { evalue, traceback } = describeFailure(failure("no"), sources);
		expect(evalue).to.equal("no");
		// biome-ignore lint/suspicious/noControlCharactersInRegex: colours
		const plain = traceback.join("\n").replace(/\x1b\[[\d;]*m/g, "");
		expect(plain).to.include("cell 1, line 2, column 7");
		expect(plain).to.include("> 2 | throw new Error();\n      |       ^");
	});

	it("shows a line once, however often the stack has it", () => {
		const { traceback } = describeFailure(
			{
				...failure("deep"),
				stack: `${"    at walk (cell 1:2:7)\n".repeat(40)}    at cell 1:1:1`,
			},
			sources,
		);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: colours
		const plain = traceback.join("\n").replace(/\x1b\[[\d;]*m/g, "");
		expect(plain.match(/cell 1, line 2, column 7, in walk/g)).to.have.length(1);
		expect(plain).to.include("cell 1, line 1, column 1");
	});

	it("cuts a message into which a library has put a whole file", () => {
		const long = `cannot parse ${"0 ".repeat(1e6)}`;
		const { evalue, traceback } = describeFailure(failure(long), sources);
		expect(evalue).to.match(
			/^cannot parse 0 .* \.\.\. \(1,998,013 more characters\)$/,
		);
		expect(traceback.join("").length).to.be.below(3000);
	});
});
