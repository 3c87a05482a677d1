import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import { Session } from "./session";

/** The folder of a notebook outside of any project, with packages of every kind. */
const FILES: Record<string, string> = {
	"util.ts":
		"export const k: number = 4; export let changes = 0; export function change() { changes++; }",
	"over.ts": "import { k } from './util.js'; export const twice = 2 * k;",
	"data.json": '{ "n": 5 }',
	"node_modules/only-exports/package.json": JSON.stringify({
		name: "only-exports",
		exports: {
			".": { types: "./types.d.ts", import: "./main.mjs" },
			"./sub": { types: "./sub.d.ts", default: "./sub.cjs" },
		},
	}),
	"node_modules/only-exports/main.mjs":
		"export default 'default'; export const named = 'named'; export const url = import.meta.url;",
	"node_modules/only-exports/types.d.ts":
		"declare const main: string; export default main; export declare const named: string; export declare const absent: number;",
	"node_modules/only-exports/sub.cjs": "module.exports = { sub: 'sub' };",
	"node_modules/only-exports/sub.d.ts": "export declare const sub: string;",
	"node_modules/late/package.json": JSON.stringify({
		name: "late",
		type: "module",
		exports: { types: "./index.d.ts", default: "./index.js" },
	}),
	"node_modules/late/index.js":
		"export const late = await Promise.resolve('late');",
	"node_modules/late/index.d.ts": "export declare const late: string;",
	"node_modules/untyped/package.json": JSON.stringify({ name: "untyped" }),
	"node_modules/untyped/index.js":
		"module.exports = function untyped() { return 3; }; module.exports.part = 4;",
	"node_modules/throws/package.json": JSON.stringify({ name: "throws" }),
	"node_modules/throws/index.js": "throw new TypeError('inside');",
	"node_modules/throws/index.d.ts": "export declare const x: number;",
};

describe("modules in cells", function () {
	this.timeout(60_000);
	let session: Session;
	let folder: string;
	const home = process.cwd();

	before(() => {
		folder = mkdtempSync(join(tmpdir(), "notebook-"));
		for (const [file, text] of Object.entries(FILES)) {
			mkdirSync(dirname(join(folder, file)), { recursive: true });
			writeFileSync(join(folder, file), text);
		}
		process.chdir(folder);
		session = new Session();
	});
	after(async () => {
		process.chdir(home);
		await session.close();
		rmSync(folder, { recursive: true });
	});

	const IMPORTS: [what: string, cell: string, ask: string, answer: unknown][] =
		[
			["a file without its extension", "import { k } from './util';", "k", 4],
			[
				"a file as it is compiled",
				"import { k as k2 } from './util.js';",
				"k2",
				4,
			],
			[
				"a file as it is written",
				"import { k as k3 } from './util.ts';",
				"k3",
				4,
			],
			[
				"a file that imports another",
				"import { twice } from './over';",
				"twice",
				8,
			],
			["JSON", "import data from './data.json';", "data.n", 5],
			[
				"what a module changes later",
				"import { change, changes } from './util'; change(); change();",
				"changes",
				2,
			],
			[
				"a package with only exports, and only for import",
				"import only, { named } from 'only-exports';",
				"[only, named]",
				["default", "named"],
			],
			[
				"a path of its exports",
				"import { sub } from 'only-exports/sub';",
				"sub",
				"sub",
			],
			[
				"a package with top-level await",
				"import { late } from 'late';",
				"late",
				"late",
			],
			[
				"a package with top-level await, by import()",
				"const lazy = await import('late');",
				"lazy.late",
				"late",
			],
			[
				"a file by import(), the same as by import",
				"const file = await import('./util'); file.change();",
				"[changes, file.changes]",
				[3, 3],
			],
			[
				"import = require",
				"import legacy = require('only-exports/sub');",
				"legacy.sub",
				"sub",
			],
			[
				"a package that is a function, as a whole and by default",
				"import untyped, { part } from 'untyped'; import * as whole from 'untyped';",
				"[untyped(), part, whole.default(), whole.part]",
				[3, 4, 3, 4],
			],
			[
				"import.meta",
				"const { dirname } = import.meta;",
				"dirname.length > 1",
				true,
			],
			[
				"types alone",
				"import type { Stats } from 'node:fs'; let stats: Stats | undefined;",
				"typeof stats",
				"undefined",
			],
		];
	for (const [what, cell, ask, answer] of IMPORTS)
		it(`are imported: ${what}`, async () => {
			await session.run(cell);
			expect(await session.ask(ask)).to.deep.equal(answer);
		});

	it("are imported: tslab, with the TypeScript that compiles the cells", async () => {
		await session.run("const tslab = require('tslab');");
		expect(await session.ask("tslab.versions.typescript")).to.equal(ts.version);
		expect(await session.ask("typeof tslab.display.html")).to.equal("function");
	});

	it("say once that a package has no types", async () => {
		await session.run("import again from 'untyped'; again();");
		expect(session.notes).to.deep.equal([
			"untyped comes without types: what it exports is any, and nothing that is done with it is checked",
		]);
	});

	const REFUSED: [what: string, cell: string, says: RegExp][] = [
		[
			"that are not there",
			"import x from 'nowhere';",
			/Cannot find module 'nowhere'/,
		],
		[
			"whose types promise too much",
			"import { absent } from 'only-exports';",
			/"only-exports" exports no absent, whatever its types say; it has .*named/,
		],
		["that throw", "import { x } from 'throws'; x;", /^inside$/],
		[
			"that are not there, by import()",
			"await import('./nowhere' + 1);",
			/nowhere1/,
		],
	];
	for (const [what, cell, says] of REFUSED)
		it(`are refused: ${what}`, async () => {
			const error = await session.run(cell).catch((error) => error);
			expect(error.message).to.match(says);
		});

	it("add to the types of everybody, until they say something else", async () => {
		await session.run(
			"declare global { var shout: (s: string) => string; }\nglobalThis.shout = (s) => s.toUpperCase();",
		);
		expect(await session.ask("shout('a')")).to.equal("A");
		await session.run(
			"declare global { var shout: (n: number) => number; }\nglobalThis.shout = (n) => 2 * n;",
		);
		expect(await session.ask("shout(4)")).to.equal(8);
	});
});

describe("what cells show", function () {
	this.timeout(60_000);
	let session: Session;
	before(() => {
		session = new Session();
	});
	after(() => session.close());

	it("has the numbers of typed arrays, as plots need them", async () => {
		const shown = await session.show(
			"({ toMimeBundle: () => ({ 'application/vnd.plotly.v1+json': { data: [{ y: new Float32Array([1, 2.5, 3]), z: [new Uint8Array([4])], n: new BigInt64Array(0) }] } }) })",
		);
		expect(shown?.["application/vnd.plotly.v1+json"]).to.deep.equal({
			data: [{ y: [1, 2.5, 3], z: [[4]], n: [] }],
		});
	});

	it("has the bytes of a picture as base64", async () => {
		const shown = await session.show(
			"({ toMimeBundle: () => ({ 'image/png': new Uint8Array([1, 2, 3]) }) })",
		);
		expect(shown).to.deep.equal({ "image/png": "AQID" });
	});

	it("fails its cell where it cannot be sent", async () => {
		const error = await session
			.show("({ toMimeBundle: () => ({ 'application/json': { n: 1n } }) })")
			.catch((error) => error);
		expect(error.message).to.match(/BigInt/);
		expect(await session.run("1 + 1")).to.equal("2");
	});
});
