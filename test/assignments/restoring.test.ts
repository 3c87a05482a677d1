import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { project } from "./submissions";

const python = join(project, ".venv", "bin", "python");
const driver = join(project, "test", "assignments", "reading.py");

interface Marks {
	grade?: boolean;
	solution?: boolean;
	locked?: boolean;
}
const cell = (id: string, source: string, marks: Marks = {}) => ({
	...{ cell_type: "code", execution_count: null, id: id || "x", outputs: [] },
	metadata: id ? { nbgrader: { grade_id: id, points: 1, ...marks } } : {},
	source,
});
const notebook = (...cells: object[]) => ({
	...{ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 },
});

// What was handed out: two exercises with their tests.
const setup = cell("setup", "import { expect } from 'chai';", { locked: true });
const stub = (name: string) =>
	cell(name, `function ${name}F() {\n  throw 0;\n}`, { solution: true });
const test = (id: string) =>
	cell(id, `expect(${id[0]}F());`, { grade: true, locked: true });
const [a, a1, a2] = [stub("a"), test("a-seen"), test("a-hidden")];
const [b, b1] = [stub("b"), test("b-seen")];
const released = notebook(setup, a, a1, a2, b, b1);

const written = (id: string, body = "1") =>
	cell(id, `function ${id}F() { return ${body}; }`, { solution: true });
const loose = (source: string) => cell("", source);
const W = "// Written in another cell.";
const aF = "function aF() { return 1; }";
const bF = "function bF() { return 1; }";

/** Cells handed in; those that are run, by id or by text; and what is remarked. */
const CASES: [string, object[], string[], RegExp[]][] = [
	[
		"as it was handed out, with answers",
		[setup, written("a"), a1, a2, written("b"), b1],
		["setup", `a ${aF}`, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[],
	],
	[
		"untouched",
		[setup, a, a1, a2, b, b1],
		["setup", `a ${a.source}`, "a-seen", "a-hidden", `b ${b.source}`, "b-seen"],
		[],
	],
	[
		"an answer split in two",
		[setup, cell("a", "const one = 1;"), written("a", "one"), a1, a2, b, b1],
		[
			...["setup", "a const one = 1;", "function aF() { return one; }"],
			...["a-seen", "a-hidden", `b ${b.source}`, "b-seen"],
		],
		[/^a: it is written in 2 cells/],
	],
	[
		"a stub above its copy",
		[setup, a, written("a"), a1, a2, written("b"), b1],
		["setup", `a ${aF}`, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[],
	],
	[
		"a stub below its copy",
		[setup, written("a"), a, a1, a2, written("b"), b1],
		["setup", `a ${aF}`, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[],
	],
	[
		"an answer retyped below a stub",
		[setup, a, loose(aF), a1, a2, written("b"), b1],
		["setup", `a ${W}`, aF, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[/^a: its own cell is not written; what another cell declares/],
	],
	[
		"an answer retyped above a stub",
		[setup, loose(aF), a, a1, a2, written("b"), b1],
		["setup", `a ${W}`, aF, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[/^a: its own cell is not written/],
	],
	[
		"an answer retyped where its cell was",
		[setup, loose(aF), a1, a2, written("b"), b1],
		["setup", `a ${W}`, aF, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[/^a: its own cell is not written/],
	],
	[
		"an answer retyped as a constant, below its tests",
		[setup, a, a1, a2, loose("const aF = () => 1;"), written("b"), b1],
		[
			...["setup", `a ${W}`, "const aF = () => 1;", "a-seen", "a-hidden"],
			...[`b ${bF}`, "b-seen"],
		],
		[/^a: its own cell is not written/],
	],
	[
		"everything retyped in one cell at the top",
		[loose(`${aF}\n${bF}`)],
		[
			"setup",
			`a ${W}`,
			`b ${W}`,
			`${aF}\n${bF}`,
			"a-seen",
			"a-hidden",
			"b-seen",
		],
		[/^a: its own/, /^b: its own/, /^setup: .*missing/, /^a-seen: .*missing/],
	],
	[
		"an answer within that of another exercise",
		[setup, cell("a", `${aF}\n${bF}`), a1, a2, b, b1],
		["setup", `a ${aF}\n${bF}`, "a-seen", "a-hidden", `b ${W}`, "b-seen"],
		[/^b: its own cell is not written/],
	],
	[
		"an answer that calls what stands between its parts",
		[setup, cell("a", "let n = 0;"), loose("n = 7;"), written("a", "n"), a1, b],
		[
			...["setup", "a let n = 0;", "n = 7;", "function aF() { return n; }"],
			...["a-seen", "a-hidden", `b ${b.source}`, "b-seen"],
		],
		[/^a: it is written in 2/, /^a-hidden: .*missing/, /^b-seen: .*missing/],
	],
	[
		"an answer written twice",
		[setup, written("a", "0"), a1, loose(aF), a2, written("b"), b1],
		[
			...["setup", "a function aF() { return 0; }", aF, "a-seen", "a-hidden"],
			...[`b ${bF}`, "b-seen"],
		],
		[/^a: it is written in 2 cells/],
	],
	[
		"exercises in another order",
		[setup, written("b"), b1, written("a"), a1, a2],
		["setup", `b ${bF}`, "b-seen", `a ${aF}`, "a-seen", "a-hidden"],
		[],
	],
	[
		"tests that were changed, copied and moved",
		[b1, setup, written("a"), { ...a1, source: "1;" }, a1, a2, written("b")],
		["setup", `a ${aF}`, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[/^a-seen: .*has been changed/, /^a-seen: .*more than once/],
	],
	[
		"an answer in prose",
		[
			setup,
			{ ...written("a"), cell_type: "markdown" },
			a1,
			a2,
			written("b"),
			b1,
		],
		["setup", `a ${a.source}`, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[/^a: its cell is markdown, not code/, /^a: .*missing/],
	],
	[
		"what was given, changed and split",
		[
			{ ...setup, source: "import one;" },
			cell("setup", "import two;"),
			written("a"),
			a1,
			a2,
			written("b"),
			b1,
		],
		[
			...[
				"setup",
				"import one;",
				"import two;",
				`a ${aF}`,
				"a-seen",
				"a-hidden",
			],
			...[`b ${bF}`, "b-seen"],
		],
		[/^setup: what was given has been changed/],
	],
	[
		"an answer in a cell of its test",
		[setup, a, { ...a1, source: `${aF}\n${a1.source}` }, a2, written("b"), b1],
		["setup", `a ${a.source}`, "a-seen", "a-hidden", `b ${bF}`, "b-seen"],
		[/^a-seen: its test has been changed/],
	],
];

const hasJupyter = existsSync(join(project, ".venv", ".requirements.json"));

(hasJupyter ? describe : describe.skip)("a submission with", () => {
	let results: { cells: [string, string][]; notes: string[] }[];
	before(() => {
		const submitted = CASES.map(([, cells]) => notebook(...cells));
		const { stdout, stderr } = spawnSync(python, [driver, "restore"], {
			input: JSON.stringify({ released, submitted }),
			encoding: "utf8",
		});
		if (stdout === "") throw new Error(stderr);
		results = JSON.parse(stdout);
	});
	const originals = new Map(
		[setup, a1, a2, b1].map(({ metadata, source }) => [
			"nbgrader" in metadata ? metadata.nbgrader?.grade_id : "",
			source,
		]),
	);
	CASES.forEach(([title, , expected, remarked], i) => {
		it(`${title} is run with all that was written, and each test once`, () => {
			const { cells, notes } = results[i];
			const shown = cells.map(([id, source]) =>
				originals.get(id) === source ? id : `${id} ${source}`.trim(),
			);
			expect(shown).to.deep.equal(expected);
			for (const remark of remarked)
				expect(
					notes.some((note) => remark.test(note)),
					`${remark}`,
				).to.equal(true, notes.join("\n"));
			if (remarked.length === 0) expect(notes).to.deep.equal([]);
		});
	});
});
