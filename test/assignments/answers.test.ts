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

/**
 * The tests that a notebook's answers fail, without kernel and grader: its imports
 * and types, its answers, and one test after another.
 */
function failures(notebook: Notebook): string[] {
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
		const { outputText } = transpileModule(before + text, {
			compilerOptions: {
				module: ModuleKind.CommonJS,
				target: ScriptTarget.ES2022,
				esModuleInterop: true,
			},
		});
		try {
			new Function("require", "exports", "console", outputText)(
				load,
				{},
				{ log() {} },
			);
		} catch {
			failed.push(marks.grade_id);
		}
	}
	return failed;
}

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
	}
	it("are there for all six, four wrong ones at the least", () => {
		expect(Object.keys(answers)).to.have.lengthOf(6);
		for (const list of Object.values(answers))
			expect(list.length).to.be.at.least(4);
	});
});
