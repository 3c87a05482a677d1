import { spawnSync } from "node:child_process";
import {
	existsSync,
	ftruncateSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { project } from "./submissions";

const python = join(project, ".venv", "bin", "python");
const driver = join(project, "test", "assignments", "reading.py");

function run<T>(args: string[], input = ""): T {
	const { stdout, stderr } = spawnSync(python, [driver, ...args], {
		input,
		encoding: "utf8",
	});
	if (stdout === "") throw new Error(stderr);
	return JSON.parse(stdout);
}

const NAME = "02-masked-loss";
const cell = (source: unknown, cell_type = "code") => ({
	cell_type,
	metadata: {},
	source,
});
const notebook = (cells: unknown, more: object = {}) =>
	JSON.stringify({
		cells,
		metadata: {},
		nbformat: 4,
		nbformat_minor: 5,
		...more,
	});
const good = notebook([cell("const answer = 42;")]);

/** What a student's file holds, and what is read of it: a reason, or its cells. */
const FILES: [string, string | Buffer, string | string[]][] = [
	["a notebook", good, ["const answer = 42;"]],
	["a byte-order mark", `\uFEFF${good}`, ["const answer = 42;"]],
	["UTF-16", Buffer.from(`\uFEFF${good}`, "utf16le"), ["const answer = 42;"]],
	["lines in a list", notebook([cell(["a\n", "b"])]), ["a\nb"]],
	["no minor version", notebook([], { nbformat_minor: null }), []],
	["half a character", notebook([cell("\ud800!")]), ["\ufffd!"]],
	["nothing", "", "it is empty"],
	["blanks", " \n", "it is empty"],
	["half a notebook", good.slice(0, 40), "it is no JSON"],
	["bytes", Buffer.from([0x7b, 0xff, 0xff]), "byte 2 is no UTF-8"],
	["a list", "[1]", "it holds a list"],
	["a text", '"cells"', "it holds a text"],
	["a number of many digits", "1".repeat(5000), "it is no JSON"],
	["nbformat 1", notebook([], { nbformat: 1 }), "its nbformat is 1"],
	["nbformat null", notebook([], { nbformat: null }), "its nbformat is None"],
	["no cells", notebook(undefined), "its cells are nothing"],
	["cells by name", notebook({ a: 1 }), "its cells are an object"],
	["a cell that is a number", notebook([7]), "cell 1 is a number"],
	["a cell of no type", notebook([{ source: "" }]), "the type of cell 1"],
	["a text that is none", notebook([cell({})]), "the text of cell 1"],
	["a line that is none", notebook([cell(["a", 1])]), "the text of cell 1"],
	["deep nesting", "[".repeat(90_000), "it is nested too deeply"],
	[
		"deep nesting where nobody looks",
		`{"cells":[],"metadata":${"[".repeat(90_000)}${"]".repeat(90_000)}}`,
		"it is nested too deeply",
	],
	[
		"a long cell",
		notebook([cell("x".repeat(200_001))]),
		"cell 1 has 200,001 characters",
	],
	[
		"many cells",
		notebook(Array.from({ length: 1001 }, () => cell(""))),
		"it has 1,001 cells",
	],
];

const hasJupyter = existsSync(join(project, ".venv", ".requirements.json"));

(hasJupyter ? describe : describe.skip)("what was handed in", () => {
	let folder: string;
	let submitted: string;
	const file = (student: string) => join(submitted, student, `${NAME}.ipynb`);
	const put = (student: string, content: string | Buffer) => {
		mkdirSync(dirname(file(student)), { recursive: true });
		writeFileSync(file(student), content);
	};
	const linked = (student: string, target: string) => {
		mkdirSync(dirname(file(student)), { recursive: true });
		symlinkSync(target, file(student));
	};
	let found: { others: string[]; read: Record<string, string | string[]> };
	const read = (student: string) => found.read[`${student}/${NAME}`];

	before(() => {
		folder = mkdtempSync(join(tmpdir(), "keypoints-reading-"));
		submitted = join(folder, "in");
		FILES.forEach(([, content], i) => {
			put(`file-${i}`, content);
		});
		linked("dangling", "nowhere.ipynb");
		linked("loop", `${NAME}.ipynb`);
		linked("thief", join("..", "file-0", `${NAME}.ipynb`));
		writeFileSync(join(folder, "secret"), "SECRET");
		linked("curious", join(folder, "secret"));
		linked("device", "/dev/zero");
		mkdirSync(join(submitted, "hard"));
		writeFileSync(join(folder, "original"), good);
		linkSync(join(folder, "original"), file("hard"));
		mkdirSync(file("folder"), { recursive: true });
		put("large", "");
		ftruncateSync(openSync(file("large"), "r+"), 3e9);
		mkdirSync(join(submitted, "pipe"));
		spawnSync("mkfifo", [file("pipe")]);
		symlinkSync("file-0", join(submitted, "whole-folder"));
		symlinkSync(submitted, join(submitted, "round"));
		writeFileSync(join(submitted, "loose.ipynb"), good);
		put("=cmd", good);
		mkdirSync(join(submitted, "esc\u001b[31m"));
		writeFileSync(join(submitted, "esc\u001b[31m", "x.ipynb"), good);
		const deep = join(submitted, "deep", ..."123456789".split(""));
		mkdirSync(deep, { recursive: true });
		writeFileSync(join(deep, `${NAME}.ipynb`), good);
		found = run(["find", submitted]);
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	FILES.forEach(([title, , expected], i) => {
		it(`that holds ${title} is ${typeof expected === "string" ? "named" : "read"}`, () => {
			if (typeof expected === "string")
				expect(read(`file-${i}`))
					.to.be.a("string")
					.that.includes(expected);
			else expect(read(`file-${i}`)).to.deep.equal(expected);
		});
	});

	for (const student of ["dangling", "loop", "thief", "curious", "device"])
		it(`and is a link (${student}) is not followed`, () => {
			expect(read(student)).to.match(/^is a link/);
		});
	it("and is no file of its own is named", () => {
		expect(read("folder")).to.match(/^is a folder/);
		expect(read("pipe")).to.match(/^is a pipe/);
		expect(read("large")).to.match(/^has 3,000 MB; expected at most 20 MB/);
		expect(read("hard")).to.match(/^is a hard link/);
	});
	it("and is no submission is listed", () => {
		const others = found.others.join("\n");
		expect(others).to.match(/^whole-folder: is a link to a folder/m);
		expect(others).to.match(/^round: is a link to a folder/m);
		expect(others).to.match(/^loose\.ipynb: in no student's folder/m);
		expect(others).to.match(/^=cmd\/.*: invalid name of a student/m);
		expect(others).to.include("esc\\x1b[31m/x.ipynb: invalid name");
		expect(others).to.match(/^deep\/.*: more than 6 folders deep/m);
		expect(others).to.not.include("\u001b");
	});
});
