import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { replaceSection, writeSection } from "../../bench/results/section";

describe("the results of the benchmarks", () => {
	it("begin a file, and are replaced there by the next run's", async () => {
		const folder = mkdtempSync(join(tmpdir(), "results-"));
		try {
			const file = join(folder, "RESULTS.md");
			await writeSection(file, "training", "## Training\n\nfirst");
			await writeSection(file, "training", "## Training\n\nsecond");
			const text = readFileSync(file, "utf8");
			expect(text).to.match(/^# Results/);
			expect(text).to.include("second").and.not.include("first");
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("leave the sections of other benchmarks and what people wrote as it is", () => {
		const before = [
			"# Results",
			"<!-- begin a -->\nold a\n<!-- end a -->",
			"a note",
			"<!-- begin b -->\nb\n<!-- end b -->\n",
		].join("\n\n");
		expect(replaceSection(before, "a", "new a")).to.equal(
			before.replace("old a", "new a"),
		);
		expect(replaceSection(before, "c", "c")).to.equal(
			`${before.trimEnd()}\n\n<!-- begin c -->\nc\n<!-- end c -->\n`,
		);
	});

	it("refuse a file in which a section has no end, and leave it as it is", async () => {
		const folder = mkdtempSync(join(tmpdir(), "results-"));
		try {
			const file = join(folder, "RESULTS.md");
			writeFileSync(file, "<!-- begin a -->\nhalf");
			let message = "";
			await writeSection(file, "a", "new").catch((error) => {
				message = error.message;
			});
			expect(message).to.match(
				/writeSection: invalid markers of a in .*RESULTS.md; expected/,
			);
			expect(readFileSync(file, "utf8")).to.equal("<!-- begin a -->\nhalf");
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});
