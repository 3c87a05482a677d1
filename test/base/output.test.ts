import {
	chmodSync,
	existsSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
	checkOutput,
	ensureFolder,
	type OutputOptions,
	removeTemporaries,
	writeAtomically,
	writeTextAtomically,
} from "../../src/base";

/** What an action throws; nothing where it goes well. */
async function messageOf(action: () => Promise<void>): Promise<string> {
	try {
		await action();
		return "";
	} catch (error) {
		return (error as Error).message;
	}
}

const isRoot = process.getuid?.() === 0;

describe("an output", () => {
	let folder: string;
	let input: string;
	const at = (name: string) => join(folder, name);

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "output-"));
		input = at("input.csv");
		writeFileSync(input, "read here");
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	const check = (path: string, options: OutputOptions = {}) =>
		messageOf(async () =>
			checkOutput("submit", path, { inputs: [input], ...options }),
		);

	it("may be new, and the question leaves nothing behind", async () => {
		expect(await check(at("new.csv"))).to.equal("");
		expect(readdirSync(folder)).to.deep.equal(["input.csv"]);
	});

	it("replaces what is there only where that is asked for", async () => {
		writeFileSync(at("old.csv"), "old");
		expect(await check(at("old.csv"))).to.match(
			/^submit: invalid output: .*old.csv is there already; expected another name, or --overwrite/,
		);
		expect(await check(at("old.csv"), { overwrite: true })).to.equal("");
	});

	it("counts a link to nothing as there", async () => {
		symlinkSync(at("nothing"), at("link.csv"));
		expect(await check(at("link.csv"))).to.match(/is there already/);
	});

	for (const [what, name, make] of [
		["itself", "input.csv", () => {}],
		["itself, by another way", "sub/../input.csv", () => mkdirSync(at("sub"))],
		["itself, with dots", "./././input.csv", () => {}],
		[
			"itself, by a symbolic link",
			"link.csv",
			() => symlinkSync("input.csv", at("link.csv")),
		],
		[
			"itself, by a hard link",
			"hard.csv",
			() => linkSync(input, at("hard.csv")),
		],
		[
			"itself, through a link to its folder",
			"there/input.csv",
			() => symlinkSync(folder, at("there")),
		],
	] as [string, string, () => void][])
		it(`is never an input: ${what}`, async () => {
			make();
			for (const overwrite of [false, true])
				expect(await check(`${folder}/${name}`, { overwrite })).to.match(
					/is .*input.csv, which is read here and would be lost; expected another name/,
				);
			expect(readFileSync(input, "utf8")).to.equal("read here");
		});

	for (const [what, path, message] of [
		["a folder", "", /names a folder; expected the name of a file/],
		["the name of a folder", "new/", /names a folder; expected the name of/],
		[
			"below a file",
			"input.csv/x.csv",
			/a file is where its folder should be; expected another name/,
		],
		[
			"in no folder",
			"missing/x.csv",
			/there is no such folder; .*make it first/,
		],
		["a name too long", `${"x".repeat(300)}/x.csv`, /there is no such folder/],
	] as [string, string, RegExp][])
		it(`is refused where it is ${what}`, async () => {
			expect(await check(`${folder}/${path}`)).to.match(message);
		});

	for (const path of ["/dev/null", "/dev/stdout", "/proc/x.csv"])
		it(`is refused where it is ${path}`, async function () {
			if (!existsSync("/proc/self")) this.skip();
			expect(await check(path, { overwrite: true })).to.match(
				/is a device or a pipe|takes no files|may not write|read-only/,
			);
		});

	describe("in a folder that is made", () => {
		const make = (path: string) => messageOf(() => ensureFolder("train", path));

		it("with all that it lies in, and again", async () => {
			expect(await make(at("a/b/c"))).to.equal("");
			expect(await make(at("a/b/c/"))).to.equal("");
			expect(readdirSync(at("a/b/c"))).to.deep.equal([]);
		});

		for (const [what, path, message] of [
			["a file", "input.csv", /input.csv is a file; expected a folder/],
			["a file with a slash", "input.csv/", /input.csv is a file/],
			[
				"below a file",
				"input.csv/a/b",
				/input.csv is a file; expected a folder/,
			],
			["a link to nothing", "link", /link is a link to nothing/],
		] as [string, string, RegExp][])
			it(`is refused where that is ${what}`, async () => {
				symlinkSync(at("nothing"), at("link"));
				expect(await make(`${folder}/${path}`)).to.match(message);
			});

		for (const path of ["/proc/x", "/proc/a/b/c", "/sys/x"])
			it(`is refused, and not tried for ever, at ${path}`, async function () {
				if (!existsSync("/proc/self")) this.skip();
				expect(await make(path)).to.match(
					/takes no folders|may not write|read-only/,
				);
			});

		it("is refused where it may not be written to", async function () {
			if (isRoot) this.skip();
			mkdirSync(at("closed"));
			chmodSync(at("closed"), 0o555);
			expect(await make(at("closed"))).to.match(/you may not write there/);
			expect(await make(at("closed/new"))).to.match(/you may not write there/);
		});
	});

	describe("that is written", () => {
		it("stays as it was where writing fails, and leaves nothing half-written", async () => {
			await writeTextAtomically(at("x.txt"), "whole");
			const failing = writeAtomically(at("x.txt"), async (file) => {
				await file.writeFile("ha");
				throw new Error("no more");
			});
			expect(await messageOf(() => failing)).to.equal("no more");
			expect(readFileSync(at("x.txt"), "utf8")).to.equal("whole");
			expect(readdirSync(folder)).to.deep.equal(["input.csv", "x.txt"]);
		});

		it("gets its name only where the check lets it", async () => {
			const refused = writeAtomically(
				at("x.txt"),
				(file) => file.writeFile("wrong"),
				async (temporary) => {
					expect(readFileSync(temporary, "utf8")).to.equal("wrong");
					throw new Error("is wrong");
				},
			);
			expect(await messageOf(() => refused)).to.equal("is wrong");
			expect(readdirSync(folder)).to.deep.equal(["input.csv"]);
		});

		it("is whole where two write it at once", async () => {
			const texts = ["a", "b"].map((letter) => letter.repeat(1e6));
			await Promise.all(
				texts.map((text) => writeTextAtomically(at("x.txt"), text)),
			);
			expect(texts).to.include(readFileSync(at("x.txt"), "utf8"));
		});

		it("says why the disk refuses", async () => {
			const message = await messageOf(() =>
				writeTextAtomically(at("missing/x.txt"), ""),
			);
			expect(message).to.match(
				/cannot write .*x.txt: its folder is missing; expected one that is there/,
			);
		});

		it("is cleared of what was left of itself, and of nothing else", async () => {
			const left = ["run.json.7.tmp", "run.json.999999-3.tmp"];
			const kept = [
				"my.7.tmp",
				"run.json.tmp",
				"notes.run.json.7.tmp",
				"7.tmp",
			];
			for (const name of [...left, ...kept]) writeFileSync(at(name), "");
			await removeTemporaries(folder, ["run.json"]);
			expect(readdirSync(folder).sort()).to.deep.equal(
				["input.csv", ...kept].sort(),
			);
		});
	});
});
