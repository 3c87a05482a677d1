import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../src/backend";

/** The rooms, each with those it may import from: the order of the data's way. */
const MAY_IMPORT: Record<string, string[]> = { backend: [] };
let before: string[] = ["backend"];
for (const room of ["dataset", "augment", "model", "train", "evaluate"]) {
	MAY_IMPORT[room] = before;
	before = [...before, room];
}
MAY_IMPORT.photo = before;
MAY_IMPORT.plot = before;
MAY_IMPORT.submit = before;
MAY_IMPORT.recipes = before;
MAY_IMPORT.youtube = [...before, "photo"];
MAY_IMPORT.serve = [...before, "photo"];
MAY_IMPORT.cli = [
	...before,
	...["photo", "plot", "recipes", "submit", "youtube"],
];

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
		expect(Object.keys(MAY_IMPORT)).to.include.members([...rooms]);
	});

	it("import only leftward", () => {
		const wrong = imports.filter(
			({ from, to }) =>
				roomOf(from) !== "index.ts" &&
				roomOf(from) !== roomOf(to) &&
				!MAY_IMPORT[roomOf(from)]?.includes(roomOf(to)),
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
		expect(rows).to.include.members(Object.keys(MAY_IMPORT));
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
