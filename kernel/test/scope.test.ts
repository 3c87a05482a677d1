import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { CompileError } from "../src/compile/compileError";
import { ROWS } from "./scopeRows";
import { Session } from "./session";

const once = ROWS.filter(({ again }) => !again);

describe("a variable in cells", function () {
	this.timeout(60_000);
	let session: Session;
	before(() => {
		session = new Session();
	});
	after(() => session.close());

	for (const { name, cells, ask, answer } of ROWS)
		it(`is one variable in many cells: ${name}`, async () => {
			for (const cell of cells) await session.run(cell);
			expect(await session.ask(ask)).to.deep.equal(answer);
		});

	for (const { name, cells, ask, answer } of once)
		it(`is the same in one cell: ${name}`, async () => {
			const all = `${cells.join("\n")}\nconsole.log(JSON.stringify(${ask}));`;
			await session.run(all);
			const said = session.printed;
			session.printed = "";
			expect(JSON.parse(said)).to.deep.equal(answer);
		});
});

describe("a variable in a script under Node, without the kernel", function () {
	this.timeout(60_000);
	let answers: Record<string, unknown>;

	before(() => {
		const folder = mkdtempSync(join(tmpdir(), "scope-"));
		try {
			const files = once.map(({ cells, ask }, i) => {
				const { outputText } = ts.transpileModule(
					`${cells.join("\n")}\nexport default ${ask};`,
					{
						compilerOptions: {
							target: ts.ScriptTarget.ES2022,
							module: ts.ModuleKind.ESNext,
						},
					},
				);
				writeFileSync(join(folder, `${i}.mjs`), outputText);
				return `./${i}.mjs`;
			});
			writeFileSync(
				join(folder, "main.mjs"),
				`const all = [];\nfor (const file of ${JSON.stringify(files)}) all.push((await import(file)).default);\nconsole.log(JSON.stringify(all));`,
			);
			const said = execFileSync(process.execPath, [join(folder, "main.mjs")], {
				encoding: "utf8",
			});
			answers = Object.fromEntries(
				JSON.parse(said).map((answer: unknown, i: number) => [
					once[i].name,
					answer,
				]),
			);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	for (const { name, answer } of once)
		it(`is as it is in cells: ${name}`, () => {
			expect(answers[name]).to.deep.equal(answer);
		});
});

describe("cells that fail", function () {
	this.timeout(60_000);
	let session: Session;
	before(() => {
		session = new Session();
	});
	after(() => session.close());

	const failure = async (code: string): Promise<Error> => {
		try {
			await session.run(code);
		} catch (error) {
			return error as Error;
		}
		return expect.fail(`${code} did not fail`);
	};

	it("leave what they had assigned, and say of the rest that it has no value", async () => {
		await failure("let half = 1; half = 2; throw new Error('here');");
		expect(await session.ask("half")).to.equal(2);
		await failure("let before = 1; JSON.parse('{'); let behind = before;");
		expect(await session.ask("before")).to.equal(1);
		const { name, message } = await failure("behind");
		expect(name).to.equal("ReferenceError");
		expect(message).to.match(
			/^behind has no value: cell \d+ .*Run that cell again/,
		);
	});

	const THROWN: [code: string, says: RegExp][] = [
		[
			"throw new AggregateError([Symbol('x')], 'several')",
			/several\n {2}Symbol\(x\)/,
		],
		[
			"await Promise.any([Promise.reject(Symbol('s')), Promise.reject(Object.create(null))])",
			/All promises were rejected\n {2}Symbol\(s\)/,
		],
		[
			"throw new Proxy({}, { get() { throw 1; }, has() { throw 2; }, getPrototypeOf() { throw 3; } })",
			/^\{\}$/,
		],
		[
			"throw new Proxy(() => {}, { get() { throw new Error('trap'); } })",
			/Function/,
		],
		["throw Object.create(null)", /null prototype/],
		[
			"throw Object.assign(new Error(), { message: Symbol('m') as unknown as string })",
			/Symbol\(m\)/,
		],
		[
			"throw { [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no'); } }",
			/inspect\.custom/,
		],
		[
			"throw Object.defineProperty(new Error('a'), 'message', { get() { throw 1; } })",
			/cannot be shown/,
		],
		[
			"throw Object.defineProperty(new Error('b'), 'stack', { get() { throw 1; } })",
			/^b$/,
		],
		[
			"throw Object.assign(new Error('c'), { name: { toString: null } })",
			/^c$/,
		],
		["import { expect } from 'chai'; throw expect(1)", /Assertion/],
		["throw undefined", /^undefined$/],
		["throw 10n", /^10n$/],
		[
			"const loop: any = new Error('round'); loop.cause = loop; throw loop",
			/^round$/,
		],
	];
	for (const [code, says] of THROWN)
		it(`end with whatever is thrown: ${code.slice(0, 70)}`, async () => {
			expect((await failure(code)).message).to.match(says);
			expect(await session.run("1 + 1")).to.equal("2");
		});

	it("do not hide a value that cannot be shown", async () => {
		const shown =
			"({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('shy'); } })";
		expect((await failure(shown)).message).to.equal("shy");
		expect(await session.run("1 + 1")).to.equal("2");
	});

	const REFUSED: [code: string, says: RegExp][] = [
		["rate2 = 1;", /Cannot find name 'rate2'/],
		["let typed: number = 'x';", /not assignable to type 'number'/],
		["fixed = 2;", /'fixed' because it is a constant/],
		["fixedFunction = () => 2;", /'fixedFunction' because it is/],
		["numbered = 'text';", /Type 'string' is not assignable to type 'number'/],
		["export * from 'node:fs';", /export \* gives a cell no names/],
		["import gone from './gone';", /Cannot find module '.\/gone'/],
		["new Secret().y;", /Property 'y' is private/],
		["let open2 = (", /expected/],
		["early2; let early2 = 1;", /used before its declaration/],
	];
	it("say what the compiler says, also of names of earlier cells", async () => {
		await session.run(
			"const fixed = 1; function fixedFunction() { return 1; } let numbered = 1; class Secret { private y = 1; get() { return this.y; } }",
		);
		for (const [code, says] of REFUSED) {
			const error = await failure(code);
			expect(error, code).to.be.instanceOf(CompileError);
			expect(error.message, code).to.match(says);
		}
		expect(
			await session.ask("[fixed, fixedFunction(), numbered]"),
		).to.deep.equal([1, 1, 1]);
	});
});
