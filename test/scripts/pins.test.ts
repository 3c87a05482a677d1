import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/base";

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

describe("npm's packages", () => {
	const { packages } = JSON.parse(
		readFileSync(join(projectFolder(), "package-lock.json"), "utf8"),
	) as {
		packages: Record<
			string,
			{ name?: string; version: string; integrity?: string; link?: boolean }
		>;
	};

	it("have none of those that nobody keeps up, which danfojs asks for", () => {
		for (const [path, { name, version }] of Object.entries(packages)) {
			const is = name ?? path.split("node_modules/").at(-1);
			expect(is).to.not.be.oneOf(["request", "har-validator"]);
			if (is === "form-data" || is === "tough-cookie")
				expect(Number(version.split(".")[0]), is).to.be.at.least(4);
		}
	});
	it("are pinned by their sums, but for those in this folder", () => {
		for (const [path, { integrity, link }] of Object.entries(packages))
			if (path.startsWith("node_modules/") && !link)
				expect(integrity, path).to.match(/^sha\d+-/);
	});
});
