import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../src/base/paths";

export const project = projectFolder();
export const data = join(project, "test", "assignments");
const script = join(project, "scripts", "assignments.mjs");

interface Marks {
	grade_id: string;
	grade: boolean;
	solution: boolean;
	points?: number;
}

export interface Cell {
	cell_type: string;
	id: string;
	metadata: { nbgrader?: Marks };
	source: string | string[];
}

export interface Notebook {
	cells: Cell[];
}

/** A typical wrong answer: a solution in which something is replaced. */
export interface WrongAnswer {
	title: string;
	cell: string;
	replace: [string, string];
	/** The tests that it fails. */
	lost: string[];
}

/** What a malicious or unlucky submission does. */
export interface Attack {
	title: string;
	/** What it begins as; default the empty version. */
	from?: "solution";
	/** A cell that is added after the first. */
	add?: string;
	/** An answer that is replaced. */
	cell?: string;
	source?: string;
	edit?: "tests" | "deleteTests";
	/** The tests that it fails; default all. */
	lost?: string[];
}

export const readJson = <T>(...path: string[]): T =>
	JSON.parse(readFileSync(join(...path), "utf8"));

export const readSource = (name: string): Notebook =>
	readJson(project, "notebooks", "assignments", `${name}.ipynb`);

export const textOf = (cell: Cell): string =>
	typeof cell.source === "string" ? cell.source : cell.source.join("");

export const testsOf = (notebook: Notebook): Marks[] =>
	notebook.cells.flatMap(({ metadata: { nbgrader } }) =>
		nbgrader?.grade ? [nbgrader] : [],
	);

export function withAnswer(
	notebook: Notebook,
	id: string,
	change: (text: string) => string,
): Notebook {
	const copy = structuredClone(notebook);
	const cell = copy.cells.find((c) => c.metadata.nbgrader?.grade_id === id);
	if (!cell) throw new Error(`no cell ${id}`);
	cell.source = change(textOf(cell));
	return copy;
}

export function withReplaced(notebook: Notebook, answer: WrongAnswer) {
	const [from, to] = answer.replace;
	return withAnswer(notebook, answer.cell, (text) => {
		if (text.split(from).length !== 2)
			throw new Error(`${answer.title}: "${from}" is not in it once`);
		return text.replace(from, () => to);
	});
}

/** The submission of an attack, made of the released and of the solved notebook. */
export function attackOn(
	released: Notebook,
	solved: Notebook,
	attack: Attack,
): Notebook {
	const { from, add, cell, source, edit } = attack;
	let notebook = structuredClone(from === "solution" ? solved : released);
	if (cell) notebook = withAnswer(notebook, cell, () => source as string);
	if (add) {
		const setup = notebook.cells.findIndex((c) => c.cell_type === "code");
		const added = {
			...{ cell_type: "code", id: "added", metadata: {}, source: add },
			...{ outputs: [], execution_count: null },
		};
		notebook.cells.splice(setup + 1, 0, added);
	}
	if (edit === "deleteTests")
		notebook.cells = notebook.cells.filter((c) => !c.metadata.nbgrader?.grade);
	if (edit === "tests") editTests(notebook);
	return notebook;
}

/** Each test is emptied; one has more points, one is no test any more, one has another's name. */
function editTests(notebook: Notebook): void {
	const tests = notebook.cells.filter((c) => c.metadata.nbgrader?.grade);
	tests.forEach((cell, i) => {
		cell.source = 'console.log("passed");';
		const marks = cell.metadata.nbgrader as Marks;
		if (i % 4 === 0) marks.points = 1000;
		if (i % 4 === 1) marks.grade = false;
		if (i % 4 === 2) cell.metadata = {};
		if (i % 4 === 3) marks.solution = true;
	});
}

/**
 * The solution as students hand it in: one answer is split in two, one stands below its
 * stub as a copy, one was retyped without marks, and one is no function declaration.
 */
export function rearranged(solved: Notebook, released: Notebook): Notebook {
	const made = structuredClone(solved) as Notebook & { metadata: object };
	const indexOf = (id: string) =>
		made.cells.findIndex((c) => c.metadata.nbgrader?.grade_id === id);
	const stub = (id: string) =>
		structuredClone(
			released.cells.find((c) => c.metadata.nbgrader?.grade_id === id) as Cell,
		);
	const mask = made.cells[indexOf("mask")];
	made.cells.splice(indexOf("mask"), 0, {
		...structuredClone(mask),
		source: "const isGap = (label: number) => Number.isNaN(label);",
	});
	mask.source =
		"function maskOf(labels: number[]) {\n  return labels.map((l) => (isGap(l) ? 0 : 1));\n}";
	made.cells.splice(indexOf("loss"), 0, stub("loss"));
	const gradient = made.cells[indexOf("gradient")];
	made.cells.splice(indexOf("gradient") + 1, 0, stub("gradient"));
	gradient.metadata = {};
	const learn = made.cells[indexOf("learn")];
	learn.source = `  const learnMean = ${textOf(learn)}`;
	made.metadata = { handed_out: released.cells };
	return made;
}

export function hand(
	folder: string,
	student: string,
	name: string,
	notebook: Notebook,
): void {
	mkdirSync(join(folder, student), { recursive: true });
	writeFileSync(
		join(folder, student, `${name}.ipynb`),
		JSON.stringify(notebook),
	);
}

/** Runs `npm run assignments -- ...`. */
export function assignments(...args: string[]) {
	const child = spawn(process.execPath, [script, ...args], { cwd: project });
	let text = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (chunk) => {
			text += chunk;
		});
	const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
		child.on("close", (code) => resolve({ code, text })),
	);
	return { child, ended, said: () => text };
}

/** The tests that each student has failed, by assignment: `student/name` to tests. */
export function failedTests(course: string): Map<string, string[]> {
	const [, ...rows] = readFileSync(join(course, "exercises.csv"), "utf8")
		.trim()
		.split("\n");
	const failed = new Map<string, string[]>();
	for (const row of rows) {
		const [name, student, test, points, of] = row.split(",");
		const key = `${student}/${name}`;
		const list = failed.get(key) ?? [];
		failed.set(key, points === of ? list : [...list, test]);
	}
	return failed;
}
