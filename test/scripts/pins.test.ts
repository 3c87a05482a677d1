import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/backend";

const scripts = join(projectFolder(), "scripts");
const lists = ["python", "assignments"].flatMap((folder) =>
	readdirSync(join(scripts, folder))
		.filter((name) => name.endsWith("requirements.txt"))
		.map((name) => join(folder, name)),
);

describe("the lists of Python packages", () => {
	for (const list of lists)
		it(`${list}: pins each version, with the sums of its files`, () => {
			const text = readFileSync(join(scripts, list), "utf8");
			const entries = text
				.replace(/^#.*\n/gm, "")
				.replace(/ *\\\n */g, " ")
				.trim()
				.split("\n");
			for (const entry of entries)
				expect(entry).to.match(
					/^[a-z0-9-]+==[\w.]+( ; .+?)?( --hash=sha256:[0-9a-f]{64})+$/,
				);
		});
	it("are all installed by their sums", () => {
		const installing = ["setup", "assignments"].flatMap((folder) =>
			readdirSync(join(scripts, folder))
				.filter((name) => name.endsWith(".mjs"))
				.map((name) => readFileSync(join(scripts, folder, name), "utf8"))
				.filter((text) => /"pip", "(install|download)"/.test(text)),
		);
		expect(lists).to.have.lengthOf.at.least(6);
		expect(installing).to.have.lengthOf(3);
		for (const text of installing)
			expect(text).to.include('"--require-hashes"');
	});
});
