import { expect } from "chai";
import { cellRules } from "./cellRules";
import { importRules } from "./importRules";
import { lessonRules } from "./lessonRules";
import { linkRules } from "./linkRules";
import { notebookNames, parseNotebook, readNotebook } from "./notebook";

const rules = { ...cellRules, ...importRules, ...linkRules, ...lessonRules };

describe("the course", () => {
	for (const name of notebookNames())
		describe(name, () => {
			const notebook = readNotebook(name);
			for (const [words, rule] of Object.entries(rules))
				it(words, () => {
					const wrong = rule(notebook);
					if (wrong.length > 0) expect.fail(`\n${wrong.join("\n")}`);
				});
		});
});

const markdown = (source: string) => ({
	cell_type: "markdown",
	metadata: {},
	source: [source],
});
const code = (source: string, extra: object = {}) => ({
	cell_type: "code",
	metadata: {},
	execution_count: 1,
	outputs: [] as object[],
	source: [source],
	...extra,
});
const stream = (text: string) => ({
	output_type: "stream",
	name: "stdout",
	text: [text],
});
const failed = { output_type: "error", ename: "RangeError", evalue: "far" };
const hidden = { jupyter: { source_hidden: true }, tags: ["solution"] };

/** Which rule, the cells of a notebook, and what it says of them; nothing where they are right. */
const CASES: [rule: keyof typeof rules, cells: object[], says?: RegExp][] = [
	["has code cells of at most a dozen lines", [code("a;\n".repeat(12))]],
	[
		"has code cells of at most a dozen lines",
		[markdown("b"), code("a;\n".repeat(13))],
		/^09-x.ipynb, cell 2: 13 lines of code; .*split/,
	],
	[
		"was run from its first cell to its last",
		[code("1"), code("2", { execution_count: 3 })],
		/cell 2: execution count 3; expected 2: .*npm run notebooks -- 09/,
	],
	["shows no error", [code("1", { outputs: [failed] })], /RangeError: far/],
	[
		"shows no error",
		[
			code("1", {
				outputs: [failed],
				metadata: { tags: ["raises-exception"] },
			}),
		],
	],
	[
		"has no output over a megabyte",
		[code("1", { outputs: [stream("a".repeat(1_100_000))] })],
		/an output of 1.1 MB; .*fewer faces/,
	],
	[
		"names no place on somebody's machine",
		[markdown("and/or, [a](https://example.org/b/c), ../data/faces, `</b>`")],
	],
	[
		"names no place on somebody's machine",
		[code('"/home/me/a.csv"')],
		/the absolute path \/home\/me\/a.csv;/,
	],
	[
		"names no place on somebody's machine",
		[code("1", { outputs: [stream("at /srv/a/b.js:1")] })],
		/\/srv\/a\/b.js/,
	],
	[
		"says before each code cell why it comes",
		[markdown("a"), code("1"), code("2")],
		/cell 3: code without prose/,
	],
	[
		"uses all that it imports",
		[code('import { a, b as c } from "x"; a();'), code("let b = 1;")],
		/cell 1: imports c, which no cell uses/,
	],
	["uses all that it imports", [code('import * as a from "x";'), code("a.b")]],
	[
		"imports everything once",
		[code('import { a } from "x";'), code('import { a } from "x";')],
		/cell 2: imports a, which cell 1/,
	],
	[
		"has links that lead somewhere",
		[markdown("## A part\n[a](#A-part), [b](../README.md), `[c](d)`")],
	],
	[
		"has links that lead somewhere",
		[markdown("[a](none.ipynb)")],
		/none.ipynb: there is no none.ipynb/,
	],
	[
		"has links that lead somewhere",
		[markdown("# One\n[a](#Two)")],
		/#Two: there is no such heading; expected one of One/,
	],
	["describes its pictures", [markdown("![](a.png)")], /without a description/],
	[
		"describes its pictures",
		[markdown('![a face](a.png) <img src="b" alt="c">')],
	],
	[
		"begins with its title, one question, and the time that it takes to read",
		[markdown("# 09 · X\n\n**Why?**\n\nReading time: 3 minutes.")],
	],
	[
		"begins with its title, one question, and the time that it takes to read",
		[markdown("# 09 · X\n\nWhy.")],
		/no one question in bold[\s\S]*no "Reading time/,
	],
	[
		"says what was learnt",
		[markdown("## What you have learnt\n\n## Exercises")],
		/no list under/,
	],
	[
		"ends with two or three exercises, each with a hidden solution",
		[
			markdown("## Exercises\n\n**1.** Why?"),
			code("1", { metadata: hidden }),
			markdown("**2.** How?"),
			code("2", { metadata: hidden }),
		],
	],
	[
		"ends with two or three exercises, each with a hidden solution",
		[
			markdown("## Exercises\n\n**1.** Why?"),
			code("1"),
			markdown("**2.** How?"),
			code("2", { metadata: hidden }),
		],
		/cell 1: an exercise without a solution/,
	],
	[
		"leads to the next notebook",
		[markdown("## Exercises")],
		/no way on; end with "\*\*Next:/,
	],
];

describe("the rules of the course", () => {
	for (const [rule, cells, says] of CASES)
		it(`${rule}: ${says ? "complains" : "is content"}`, () => {
			const notebook = parseNotebook("09-x.ipynb", JSON.stringify({ cells }));
			const said = rules[rule](notebook).join("\n");
			if (says) expect(said).to.match(says);
			else expect(said).to.equal("");
		});
});
