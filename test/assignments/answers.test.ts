import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import {
	data,
	type Notebook,
	project,
	readJson,
	readSource,
	textOf,
	type WrongAnswer,
	withReplaced,
} from "./submissions";

const answers = readJson<Record<string, WrongAnswer[]>>(data, "answers.json");
const load = createRequire(join(project, "cell.js"));

const compiled = (text: string) =>
	transpileModule(text, {
		compilerOptions: {
			module: ModuleKind.CommonJS,
			target: ScriptTarget.ES2022,
			esModuleInterop: true,
		},
	}).outputText;

/**
 * The tests that a notebook's answers fail, without kernel and grader: its imports
 * and types, its answers, what `change` does to them, and one test after another.
 */
function failures(notebook: Notebook, of?: Exercise, change = ""): string[] {
	let before = "";
	const failed: string[] = [];
	for (const cell of notebook.cells) {
		const marks = cell.metadata.nbgrader;
		if (!marks || cell.cell_type !== "code") continue;
		const text = textOf(cell);
		if (!marks.grade) {
			const isSetup = /^import /m.test(text);
			const imports = text.match(/^import .*/gm)?.join("\n");
			before += `${isSetup ? imports : text}\n`;
			continue;
		}
		if (of && !of.tests.includes(marks.grade_id)) continue;
		try {
			new Function(
				"require",
				"exports",
				"console",
				"values",
				"record",
				[...["{", compiled(`${before}${change}\n${text}`), "}"]].join("\n"),
			)(load, {}, { log() {} }, constants, recorded);
		} catch {
			failed.push(marks.grade_id);
		}
	}
	return failed;
}

interface Exercise {
	id: string;
	functions: string[];
	tests: string[];
}

/** The cells to write, each with its functions and with the tests up to the next. */
function exercisesOf(notebook: Notebook): Exercise[] {
	const found: Exercise[] = [];
	for (const cell of notebook.cells) {
		const marks = cell.metadata.nbgrader;
		if (marks?.grade) found.at(-1)?.tests.push(marks.grade_id);
		if (!marks?.solution) continue;
		const declared = textOf(cell).matchAll(/^(?:async )?function (\w+)/gm);
		const functions = Array.from(declared, ([, name]) => name);
		found.push({ id: marks.grade_id, functions, tests: [] });
	}
	return found;
}

/** What `recorded` was told: each answer that the solution gives to a test. */
const constants: unknown[] = [];
const recorded = (value: unknown) => {
	constants.push(value);
	return value;
};

/** What a function may return without doing anything of what was asked. */
const NOTHING = [
	...["[]", "args[0]", "structuredClone(args[0])", "args[0]?.slice?.()"],
	...["args", "args.at(-1)", "NaN", "[NaN]", "new Array(30).fill(NaN)"],
	...["undefined", "null", "0", "1", "-1", "Infinity", '""', '"0"', "{}"],
	...["true", "false", "[0]", "[[]]", "new Uint8Array()", "new Map()"],
	...["Promise.resolve()", "() => 0", "{ length: 0 }", "new Proxy([], {})"],
];

const returning = ({ functions }: Exercise, value: string) =>
	functions
		.map((f) => `(${f} as any) = (...args: any[]) => (${value});`)
		.join("");

describe("the answers to the assignments", () => {
	for (const [name, wrong] of Object.entries(answers)) {
		it(`${name}: its solution passes every test`, () => {
			expect(failures(readSource(name))).to.deep.equal([]);
		});
		for (const answer of wrong)
			it(`${name}: ${answer.title} fails ${answer.lost.join(" and ")}`, () => {
				const notebook = withReplaced(readSource(name), answer);
				expect(failures(notebook)).to.deep.equal(answer.lost);
			});
		const source = readSource(name);
		for (const exercise of exercisesOf(source)) {
			it(`${name}: ${exercise.id} gives nothing for nothing`, function () {
				this.timeout(120_000);
				for (const value of NOTHING)
					expect(
						failures(source, exercise, returning(exercise, value)),
						`for ${value}`,
					).to.deep.equal(exercise.tests);
			});
			it(`${name}: ${exercise.id} gives nothing for one answer to all`, function () {
				this.timeout(120_000);
				constants.length = 0;
				const noting = exercise.functions.map(
					(f) =>
						`{ const f: any = ${f}; (${f} as any) = (...args: any[]) => record(f(...args)); }`,
				);
				failures(source, exercise, noting.join(""));
				expect(constants.length).to.be.greaterThan(1);
				constants.forEach((value, i) => {
					expect(
						failures(source, exercise, returning(exercise, `values[${i}]`)),
						`for ${JSON.stringify(value)?.slice(0, 80)}`,
					).to.deep.equal(exercise.tests);
				});
			});
		}
	}
	it("are there for all six, four wrong ones at the least", () => {
		expect(Object.keys(answers)).to.have.lengthOf(6);
		for (const list of Object.values(answers))
			expect(list.length).to.be.at.least(4);
	});
});
