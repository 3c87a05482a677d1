import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../src/base";

/** The rooms in the order of the data's way: each may import from those before it. */
const ORDER = [
	...["base", "face"],
	...["ops", "tensorflow", "wasm", "webgpu", "backend"],
	...["likeness", "dataset", "drawn", "download", "kaggle"],
	...["augment", "model", "run", "train", "evaluate"],
	...["photo", "plot", "submit", "published", "youtube"],
	...["serve", "page", "cli"],
];

/** So many lines of code can still be read in an afternoon. */
const MOST_LINES = 3500;

const SOURCE = join(projectFolder(), "src");

interface Import {
	from: string;
	to: string;
}

/** Every import of one file of `src` by another, as paths below `src`. */
function importsOf(file: string): Import[] {
	const text = readFileSync(join(SOURCE, file), "utf8");
	const found = text.matchAll(
		/(?:from|import|import\(|require\()\s*"(\.{1,2}(?:\/[^"]*)?)"/g,
	);
	return Array.from(found, ([, target]) => ({
		from: file,
		to: relative(SOURCE, resolve(SOURCE, file, "..", target)),
	}));
}

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
	(file) => file.endsWith(".ts"),
);
const imports = files.flatMap(importsOf);
const roomOf = (path: string) => path.split(sep)[0];

describe("the rooms of src", () => {
	it("are those that the order of the data's way names", () => {
		const rooms = new Set(
			files.map(roomOf).filter((room) => room !== "index.ts"),
		);
		expect([...rooms].sort()).to.deep.equal([...ORDER].sort());
	});

	it("import only leftward", () => {
		const wrong = imports.filter(
			({ from, to }) =>
				roomOf(from) !== "index.ts" &&
				roomOf(from) !== roomOf(to) &&
				ORDER.indexOf(roomOf(from)) < ORDER.indexOf(roomOf(to)),
		);
		expect(wrong).to.deep.equal([]);
		expect(imports.length).to.be.above(50);
	});

	it("import other rooms by their door, index.ts", () => {
		const deep = imports.filter(
			({ from, to }) => roomOf(from) !== roomOf(to) && to.includes(sep),
		);
		expect(deep).to.deep.equal([]);
	});

	it("have no circle among their files", () => {
		const targets = new Map<string, string[]>();
		for (const { from, to } of imports) {
			const file = [`${to}.ts`, join(to, "index.ts")].find((f) =>
				files.includes(f),
			);
			expect(file, `${from} imports ${to}`).to.be.a("string");
			targets.set(from, [...(targets.get(from) ?? []), file as string]);
		}
		const done = new Set<string>();
		const visit = (file: string, path: string[]) => {
			if (path.includes(file))
				expect.fail(`a circle: ${[...path, file].join(" -> ")}`);
			if (done.has(file)) return;
			for (const next of targets.get(file) ?? []) visit(next, [...path, file]);
			done.add(file);
		};
		for (const file of files) visit(file, []);
	});

	it("have no more code than can be read in an afternoon", () => {
		const lines = new Map(ORDER.map((room) => [room, 0]));
		for (const file of files.filter((file) => file.includes(sep))) {
			const text = readFileSync(join(SOURCE, file), "utf8");
			const before = lines.get(roomOf(file)) ?? 0;
			lines.set(roomOf(file), before + text.split("\n").length - 1);
		}
		const large = [...lines].filter(([, count]) => count > MOST_LINES);
		expect(large).to.deep.equal([]);
	});

	it("know a face in one of them that needs nothing else, as a browser does", () => {
		const others = imports.filter(
			({ from, to }) => roomOf(from) === "face" && roomOf(to) !== "face",
		);
		expect(others).to.deep.equal([]);
	});

	it("import danfojs in one place", () => {
		const users = files.filter((file) =>
			/(?:from|require\(|import\()\s*"danfojs-node"/.test(
				readFileSync(join(SOURCE, file), "utf8"),
			),
		);
		expect(users).to.deep.equal([join("dataset", "frame.ts")]);
	});

	it("are all in the README's table", () => {
		const readme = readFileSync(join(projectFolder(), "README.md"), "utf8");
		const rows = Array.from(
			readme.matchAll(/^\| `(\w+)` \|/gm),
			([, room]) => room,
		);
		expect(rows).to.include.members(ORDER);
	});

	it("are drawn in docs/rooms.md with the imports that there are", () => {
		const drawing = readFileSync(
			join(projectFolder(), "docs", "rooms.md"),
			"utf8",
		);
		const arrows = drawing.match(/^\s+\w+ --> \w+$/gm) ?? [];
		expect(arrows.map((arrow) => arrow.trim()).sort()).to.deep.equal(
			directImports(),
		);
	});
});

/** Which rooms import which, without those arrows that others lead along as well. */
function directImports(): string[] {
	const targets = new Map<string, Set<string>>();
	for (const { from, to } of imports) {
		const [room, other] = [roomOf(from), roomOf(to)];
		if (room === "index.ts" || room === other) continue;
		targets.set(room, (targets.get(room) ?? new Set()).add(other));
	}
	const reaches = (room: string, goal: string): boolean =>
		Array.from(targets.get(room) ?? []).some(
			(next) => next === goal || reaches(next, goal),
		);
	return Array.from(targets, ([room, others]) =>
		Array.from(others)
			.filter(
				(other) =>
					![...others].some((way) => way !== other && reaches(way, other)),
			)
			.map((other) => `${room} --> ${other}`),
	)
		.flat()
		.sort();
}
