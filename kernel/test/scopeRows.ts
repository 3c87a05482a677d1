/** Code in several cells, and what an expression is after them. */
export interface ScopeRow {
	name: string;
	cells: string[];
	ask: string;
	answer: unknown;
	/** It declares a name twice, which a notebook may and a script may not. */
	again?: true;
}

const WAIT =
	"const turn = () => new Promise((done) => setTimeout(done, 5)); let go = () => {}; const gate = new Promise<void>((open) => { go = open; });";

/** What a variable is to the cells of a notebook: the same as to the lines of a script. */
export const ROWS: ScopeRow[] = [
	// Written by a later cell, read by a function of an earlier one.
	{
		name: "let, captured by a closure and written later",
		cells: [
			"let rate = 0.1; const step = (w: number) => w - rate;",
			"rate = 0.5;",
		],
		ask: "step(1)",
		answer: 0.5,
	},
	{
		name: "var, captured by a function and written later",
		cells: [
			"var width = 2; function area() { return width * width; }",
			"width = 5;",
		],
		ask: "area()",
		answer: 25,
	},
	{
		name: "let, written by a function and by a later cell in turn",
		cells: [
			"let count = 0; function inc() { return ++count; }\ninc(); inc();",
			"count = 10;",
		],
		ask: "[inc(), count]",
		answer: [11, 11],
	},
	{
		name: "let, shared by two closures of different cells",
		cells: [
			"let shared = 0;",
			"const put = (n: number) => { shared = n; };",
			"const get = () => shared;",
			"put(7);",
		],
		ask: "[get(), shared]",
		answer: [7, 7],
	},
	{
		name: "const, read by a function of a later cell",
		cells: ["const base = 3;", "function plus(n: number) { return base + n; }"],
		ask: "plus(4)",
		answer: 7,
	},
	{
		name: "a name that is declared after the function that reads it",
		cells: ["function later() { return after * 2; } const after = 4;"],
		ask: "later()",
		answer: 8,
	},
	{
		name: "let without a value, filled by a later cell",
		cells: ["let filled: number | undefined;", "filled = 6;"],
		ask: "filled",
		answer: 6,
	},
	{
		name: "let without a type, filled by a later cell",
		cells: ["let open;", "open = [1];", "open.push(2);"],
		ask: "open",
		answer: [1, 2],
	},
	{
		name: "an empty array, filled by a later cell",
		cells: ["const losses = [];", "losses.push(0.5); losses.push(0.25);"],
		ask: "losses",
		answer: [0.5, 0.25],
	},

	// Captured by what is still waiting.
	{
		name: "let, captured by an async function that waits",
		cells: [
			`${WAIT} let late = 0; async function look() { await gate; return late; } const looked = look();`,
			"late = 5; go();",
			"const seen = await looked;",
		],
		ask: "seen",
		answer: 5,
	},
	{
		name: "let, written by an async function that has waited",
		cells: [
			`${WAIT} let reached = 0; async function reach() { await gate; reached++; } const reaching = reach();`,
			"reached = 10; go(); await reaching;",
		],
		ask: "reached",
		answer: 11,
	},
	{
		name: "function, called by an async function that has waited",
		cells: [
			`${WAIT} function answer() { return 1; } const asked = (async () => { await gate; return answer(); })();`,
			"go(); const told = await asked;",
		],
		ask: "told",
		answer: 1,
	},
	{
		name: "let, read by a timer",
		cells: [
			`${WAIT} let ticks = 1; let ticked = 0; const clock = setInterval(() => { if (ticks === 1) return; ticked = ticks; clearInterval(clock); go(); }, 5);`,
			"ticks = 2; await gate;",
		],
		ask: "ticked",
		answer: 2,
	},
	{
		name: "let, read by a generator between two steps",
		cells: [
			"let yielded = 1; function* steps() { while (true) yield yielded; } const steps1 = steps(); const first = steps1.next().value;",
			"yielded = 2;",
		],
		ask: "[first, steps1.next().value]",
		answer: [1, 2],
	},

	// Redefined.
	{
		name: "function, redefined: earlier callers see the new one",
		cells: [
			"function g() { return 1; } function f() { return g(); }",
			"function g() { return 2; }",
		],
		ask: "f()",
		answer: 2,
		again: true,
	},
	{
		name: "function, redefined with another type",
		cells: [
			"function kind() { return 1; } const asKind = () => kind();",
			"function kind() { return 'text'; }",
		],
		ask: "[kind().length, asKind()]",
		answer: [4, "text"],
		again: true,
	},
	{
		name: "class, redefined: earlier callers make the new one",
		cells: [
			"class Model { name = 'old'; } const build = () => new Model().name;",
			"class Model { name = 'new'; }",
		],
		ask: "build()",
		answer: "new",
		again: true,
	},
	{
		name: "let, declared again with another type",
		cells: [
			"let value: number = 1; const read = () => value;",
			"let value: string = 'one';",
		],
		ask: "[value.toUpperCase(), read()]",
		answer: ["ONE", "one"],
		again: true,
	},
	{
		name: "const, declared again",
		cells: [
			"const epochs = 5; const plan = () => epochs * 10;",
			"const epochs = 7;",
		],
		ask: "plan()",
		answer: 70,
		again: true,
	},
	{
		name: "enum, declared again",
		cells: [
			"enum Side { Left, Right } const sides = () => Object.keys(Side).length / 2;",
			"enum Side { Left, Right, Middle }",
		],
		ask: "[sides(), Side.Middle]",
		answer: [3, 2],
		again: true,
	},
	{
		name: "namespace, declared again",
		cells: [
			"namespace Unit { export const px = 1; } const px = () => Unit.px;",
			"namespace Unit { export const px = 96; }",
		],
		ask: "px()",
		answer: 96,
		again: true,
	},
	{
		name: "an import, declared again as a variable",
		cells: [
			"import { basename } from 'node:path'; const short = (p: string) => basename(p);",
			"const basename = (p: string) => p + '!';",
		],
		ask: "short('a/b')",
		answer: "a/b!",
		again: true,
	},
	{
		name: "a variable, declared again as an import",
		cells: [
			"const extname = (p: string) => p; const ending = (p: string) => extname(p);",
			"import { extname } from 'node:path';",
		],
		ask: "ending('a.ts')",
		answer: ".ts",
		again: true,
	},
	{
		name: "var, declared again without a value keeps the one it has",
		cells: ["var kept = 3;", "var kept: number;"],
		ask: "kept",
		answer: 3,
	},
	{
		name: "an interface and a constant of one name, from two cells",
		cells: [
			"interface Box<T extends object> { inside: T }",
			"const Box = <T extends object>(inside: T): Box<T> => ({ inside });",
			"const boxed: Box<{ n: number }> = Box({ n: 1 });",
		],
		ask: "boxed.inside.n",
		answer: 1,
	},

	// Kinds of declaration, read across cells.
	{
		name: "class, with static and private members",
		cells: [
			"class Counter { static made = 0; #n = 0; constructor() { Counter.made++; } add() { return ++this.#n; } twin() { return new Counter(); } }",
			"const one = new Counter(); one.add(); const two = one.twin();",
		],
		ask: "[one.add(), two.add(), Counter.made]",
		answer: [2, 1, 2],
	},
	{
		name: "class, extended by a class of a later cell",
		cells: [
			"abstract class Shape { abstract area(): number; twice() { return 2 * this.area(); } }",
			"class Square extends Shape { constructor(private side: number) { super(); } area() { return this.side ** 2; } }",
		],
		ask: "new Square(3).twice()",
		answer: 18,
	},
	{
		name: "class expression with private members, used by a later cell",
		cells: [
			"const Hidden = class { private y = 5; get() { return this.y; } };",
			"const hidden = new Hidden();",
		],
		ask: "[hidden.get(), Hidden.name]",
		answer: [5, "Hidden"],
	},
	{
		name: "mixin that returns a class with protected members",
		cells: [
			"type Ctor = new (...args: any[]) => object; function Timed<B extends Ctor>(Base: B) { return class extends Base { protected at = 3; when() { return this.at; } }; }",
			"class Plain {} ; class Dated extends Timed(Plain) { twice() { return this.at * 2; } }",
		],
		ask: "[new Dated().when(), new Dated().twice()]",
		answer: [3, 6],
	},
	{
		name: "class that knows itself while it is being made",
		cells: [
			"class Only { static readonly one = new Only(); static ready = Only.one instanceof Only; }",
		],
		ask: "[Only.ready, Only.one instanceof Only]",
		answer: [true, true],
	},
	{
		name: "enum, forward and back",
		cells: [
			"const start = 4; enum Colour { Red, Green = 5, Blue = start }",
			"const named = Colour[5];",
		],
		ask: "[Colour.Red, Colour.Blue, named]",
		answer: [0, 4, "Green"],
	},
	{
		name: "namespace, whose function reads a variable of a cell",
		cells: [
			"let scale = 2; namespace Geometry { export const unit = 3; export function size() { return unit * scale; } }",
			"scale = 10;",
		],
		ask: "Geometry.size()",
		answer: 30,
	},
	{
		name: "namespace that adds to a function",
		cells: [
			"function loss() { return loss.weight; } namespace loss { export let weight = 1; }",
			"loss.weight = 4;",
		],
		ask: "loss()",
		answer: 4,
	},
	{
		name: "import, by name, by default, as a whole and renamed",
		cells: [
			"import path, { join as glue } from 'node:path'; import * as all from 'node:path';",
			"const parts = [path.sep, glue('a', 'b'), all.basename('c/d')];",
		],
		ask: "parts",
		answer: ["/", "a/b", "d"],
	},
	{
		name: "import as a whole, read by a function of a later cell",
		cells: [
			"import * as url from 'node:url';",
			"const host = (text: string) => new url.URL(text).host;",
		],
		ask: "host('http://here:1/x')",
		answer: "here:1",
	},
	{
		name: "destructured objects and arrays, with defaults and rests",
		cells: [
			"const { a, b: { c = 9 } = {}, ...others } = { a: 1, z: 3 } as { a: number; b?: { c?: number }; z: number }; const [head, , third = 7, ...tail] = [1, 2, undefined, 4, 5];",
			"const together = [a, c, others.z, head, third, tail];",
		],
		ask: "together",
		answer: [1, 9, 3, 1, 7, [4, 5]],
	},
	{
		name: "a computed key of a destructuring",
		cells: [
			"const key = 'k'; const { [key]: picked } = { k: 8 };",
			"const pick = () => picked;",
		],
		ask: "pick()",
		answer: 8,
	},

	// Ways to read and to write.
	{
		name: "shorthand properties",
		cells: ["let lr = 0.1; const options = () => ({ lr });", "lr = 0.2;"],
		ask: "[options(), { lr }]",
		answer: [{ lr: 0.2 }, { lr: 0.2 }],
	},
	{
		name: "destructuring assignment, also of shorthands with defaults",
		cells: [
			"let p = 1, q = 2, r = 0; const swap = () => { [p, q] = [q, p]; };",
			"swap(); ({ r = 5 } = {} as { r?: number }); ({ p, q: [q] } = { p: p + 10, q: [q + 10] });",
		],
		ask: "[p, q, r]",
		answer: [12, 11, 5],
	},
	{
		name: "update operators, before and after",
		cells: ["let u = 5;", "const updates = [u++, u, ++u, u--, --u];"],
		ask: "[updates, u]",
		answer: [[5, 6, 7, 7, 5], 5],
	},
	{
		name: "compound assignments",
		cells: [
			"let n = 2; let maybe: number | undefined; let text = 'a';",
			"n **= 3; n <<= 1; maybe ??= 4; maybe &&= maybe + 1; text += n;",
		],
		ask: "[n, maybe, text]",
		answer: [16, 5, "a16"],
	},
	{
		name: "the heads of for loops",
		cells: [
			"for (var i = 0, j = 10; i < 3; i++) j--;",
			"let last = ''; for (last of ['x', 'y']); let each = ''; for (each in { m: 1 });",
			"for (var [k, v] = [0, 1]; k < 2; k++) v *= 2;",
		],
		ask: "[i, j, last, each, k, v]",
		answer: [3, 7, "y", "m", 2, 4],
	},
	{
		name: "closures of a loop, each with a variable of its own",
		cells: [
			"const makers: (() => number)[] = []; let added = 1; for (let i = 0; i < 3; i++) makers.push(() => i + added);",
			"added = 10;",
		],
		ask: "makers.map((make) => make())",
		answer: [10, 11, 12],
	},
	{
		name: "default parameters",
		cells: [
			"let size = 96; function crop(to = size, half = () => to / 2 + size) { return [to, half()]; }",
			"size = 10;",
		],
		ask: "crop()",
		answer: [10, 15],
	},
	{
		name: "template, spread, computed key and optional call",
		cells: [
			"let word = 'hi'; let list = [1]; let maybeCall: ((n: number) => number) | undefined;",
			"word = 'yo'; list = [1, 2]; maybeCall = (n) => n + list.length;",
		],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code of a cell
		ask: "[`${word}`, [...list], { [word]: 1 }, maybeCall?.(1)]",
		answer: ["yo", [1, 2], { yo: 1 }, 3],
	},
	{
		name: "a tagged template and what `this` is in it",
		cells: [
			"function tag(this: unknown, parts: TemplateStringsArray, n: number) { return [this === undefined, parts[0], n]; }",
			"const three = 3;",
		],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code of a cell
		ask: "tag`n=${three}`",
		answer: [true, "n=", 3],
	},
	{
		name: "a call has no `this`",
		cells: [
			"function self(this: unknown) { return this === undefined; }",
			"const holder = { self };",
		],
		ask: "[self(), holder.self(), (self)()]",
		answer: [true, false, true],
	},
	{
		name: "typeof, and a name that is nowhere",
		cells: [
			"let there = 1;",
			"const missing = typeof (globalThis as any).nowhere;",
		],
		ask: "[typeof there, missing]",
		answer: ["number", "undefined"],
	},
	{
		name: "functions and classes are called as their variables",
		cells: [
			"const arrow = () => 1; let klass = class {}; const { made = function () {} } = {} as { made?: () => void };",
			"const own = function other() {};",
		],
		ask: "[arrow.name, klass.name, made.name, own.name]",
		answer: ["arrow", "klass", "made", "other"],
	},

	// Shadowed.
	{
		name: "shadowed by a parameter",
		cells: ["let x = 1; const double = (x: number) => x * 2;", "x = 50;"],
		ask: "[double(4), x]",
		answer: [8, 50],
	},
	{
		name: "shadowed by a variable of a function",
		cells: [
			"let y = 1; function inner() { let y = 5; y++; return y; }",
			"inner();",
		],
		ask: "[inner(), y]",
		answer: [6, 1],
	},
	{
		name: "shadowed by an inner block",
		cells: [
			"let z = 1;",
			"{ let z = 2; z++; }",
			"if (z === 1) { const z = 'in'; void z; }",
		],
		ask: "z",
		answer: 1,
	},
	{
		name: "shadowed by a loop's variable and by what is caught",
		cells: [
			"let w = 'mine'; let err = 'mine';",
			"for (const w of [1, 2]) void w; try { throw 'x'; } catch (err) { void err; }",
		],
		ask: "[w, err]",
		answer: ["mine", "mine"],
	},
	{
		name: "a property, a label and a method of the same name",
		cells: [
			"let same = 1; const thing = { same: 2, get: () => ({ same() { return 3; } }) };",
			"same: for (;;) { break same; } thing.same = 20;",
		],
		ask: "[same, thing.same, thing.get().same()]",
		answer: [1, 20, 3],
	},
	{
		name: "var in blocks belongs to the cell",
		cells: [
			"if (true) { var inIf = 1; } switch (1) { case 1: var inCase = 2; } try { var inTry = 3; } finally { var inFinally = 4; }",
			"inIf += 10;",
		],
		ask: "[inIf, inCase, inTry, inFinally]",
		answer: [11, 2, 3, 4],
	},
	{
		name: "a recursive function and one that is named within itself",
		cells: [
			"function fact(n: number): number { return n < 2 ? 1 : n * fact(n - 1); } const fib = function self(n: number): number { return n < 2 ? n : self(n - 1) + self(n - 2); };",
			"const both = [fact(5), fib(10)];",
		],
		ask: "both",
		answer: [120, 55],
	},
	{
		name: "for await and await in any place",
		cells: [
			"async function* count() { yield 1; yield Promise.resolve(2); } let total = 0;",
			"for await (const n of count()) total += n; const { m = await Promise.resolve(4) } = {} as { m?: number };",
		],
		ask: "[total, m]",
		answer: [3, 4],
	},
];
