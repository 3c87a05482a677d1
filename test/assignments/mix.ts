import { readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../src/base";
import {
	assignments,
	data,
	failedTests,
	hand,
	type Notebook,
	readJson,
	readSource,
	textOf,
	type WrongAnswer,
	withAnswer,
	withReplaced,
} from "./submissions";

// Grades many submissions made of right, wrong and empty answers, is killed in the middle,
// goes on, and compares every score with what it should be:
//
//   node dist/test/assignments/mix.js [SUBMISSIONS] [OPTIONS OF grade]

const [count = "100", ...options] = process.argv.slice(2);
const folder = join(tmpdir(), "keypoints-mix");
const [course, submitted] = [join(folder, "course"), join(folder, "in")];
const answers = readJson<Record<string, WrongAnswer[]>>(data, "answers.json");
const names = Object.keys(answers);
const random = createRandom(10);

/** The cells to write, each with the tests up to the next. */
function exercisesOf(notebook: Notebook): Map<string, string[]> {
	const found = new Map<string, string[]>();
	let latest: string[] = [];
	for (const { metadata } of notebook.cells) {
		if (metadata.nbgrader?.solution) {
			latest = [];
			found.set(metadata.nbgrader.grade_id, latest);
		} else if (metadata.nbgrader?.grade)
			latest.push(metadata.nbgrader.grade_id);
	}
	return found;
}

/** A submission, each exercise by chance right, wrong or not written, and the tests it must fail. */
function mixed(name: string): { notebook: Notebook; lost: string[] } {
	const source = readSource(name);
	const released = readJson<Notebook>(
		...[course, "release", name, `${name}.ipynb`],
	);
	let notebook = source;
	const lost: string[] = [];
	for (const [cell, tests] of exercisesOf(source)) {
		const drawn = random.uniform();
		const wrong = answers[name].filter((answer) => answer.cell === cell);
		if (drawn < 0.15) {
			const stub = released.cells.find(
				(c) => c.metadata.nbgrader?.grade_id === cell,
			);
			notebook = withAnswer(notebook, cell, () => (stub ? textOf(stub) : ""));
			lost.push(...tests);
		} else if (drawn < 0.5 && wrong.length > 0) {
			const answer = wrong[random.integer(wrong.length)];
			notebook = withReplaced(notebook, answer);
			lost.push(...answer.lost);
		}
	}
	return { notebook, lost };
}

const graded = () => {
	try {
		return readdirSync(join(course, "graded")).length;
	} catch {
		return 0;
	}
};

async function main(): Promise<void> {
	rmSync(folder, { recursive: true, force: true });
	const made = await assignments("prepare", ...names, "--course", course).ended;
	if (made.code !== 0) throw new Error(made.text);
	const expected = new Map<string, string[]>();
	for (let i = 0; i < Number(count); i++) {
		const student = `student-${String(i).padStart(3, "0")}`;
		const name = names[i % names.length];
		const { notebook, lost } = mixed(name);
		hand(submitted, student, name, notebook);
		expected.set(`${student}/${name}`, lost);
	}
	const grade = () =>
		assignments("grade", submitted, "--course", course, ...options);

	const began = Date.now();
	const first = grade();
	while (graded() < Number(count) / 2) await sleep(500);
	first.child.kill("SIGKILL");
	console.log(`killed after ${graded()} in ${seconds(began)} s`);
	await sleep(5000); // what it started ends by itself
	const second = await grade().ended;
	console.log(second.text);
	console.log(`all in ${seconds(began)} s`);
	const report = await assignments("report", "--course", course).ended;
	console.log(report.text, `report after ${seconds(began)} s`);

	const failed = failedTests(course);
	let wrong = 0;
	for (const [key, lost] of expected) {
		const got = failed.get(key);
		if (JSON.stringify(got) === JSON.stringify(lost)) continue;
		wrong++;
		console.log(`${key}: failed ${got}, should have failed ${lost}`);
	}
	console.log(`${expected.size - wrong} of ${expected.size} as they should be`);
	process.exit(wrong === 0 && failed.size === expected.size ? 0 : 1);
}

const seconds = (since: number) => Math.round((Date.now() - since) / 1000);

void main();
