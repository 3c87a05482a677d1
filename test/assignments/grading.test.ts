import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { whyNotGraded as why } from "./isolation";
import {
	type Attack,
	assignments,
	attackOn,
	data,
	failedTests,
	hand,
	type Notebook,
	project,
	readJson,
	readSource,
	rearranged,
	testsOf,
	textOf,
	type WrongAnswer,
	withReplaced,
} from "./submissions";

const answers = readJson<Record<string, WrongAnswer[]>>(data, "answers.json");
const attacks = readJson<Attack[]>(data, "attacks.json");
const ATTACKED = "02-masked-loss";
const names = Object.keys(answers);

(why ? describe.skip : describe)(`the assignments @slow${why}`, function () {
	this.timeout(3_600_000);
	let folder: string;
	let course: string;
	let submitted: string;
	let failed: Map<string, string[]>;
	let said = "";
	let reported = "";
	const allTests = (name: string) =>
		testsOf(readSource(name)).map(({ grade_id }) => grade_id);
	const released = (name: string): Notebook =>
		readJson(course, "release", name, `${name}.ipynb`);
	const page = (student: string, name = ATTACKED) =>
		readFileSync(
			join(course, "feedback", student, name, `${name}.html`),
			"utf8",
		);

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "keypoints-assignments-"));
		[course, submitted] = ["course", "in"].map((name) => join(folder, name));
		for (const name of names) {
			const source = readSource(name);
			hand(submitted, "solved", name, source);
			answers[name].forEach((answer, i) => {
				hand(submitted, `wrong-${i}`, name, withReplaced(source, answer));
			});
		}
		// The students' versions are made by grading as well as by release.
		await assignments("prepare", ...names, "--course", course).ended;
		for (const name of names) hand(submitted, "empty", name, released(name));
		attacks.forEach((attack, i) => {
			const made = attackOn(released(ATTACKED), readSource(ATTACKED), attack);
			hand(submitted, `attack-${i}`, ATTACKED, made);
		});
		writeFileSync(join(submitted, "loose.ipynb"), "{}");
		const own = rearranged(readSource(ATTACKED), released(ATTACKED));
		mkdirSync(join(submitted, "rearranged"));
		writeFileSync(
			join(submitted, "rearranged", `${ATTACKED}.ipynb`),
			`\uFEFF${JSON.stringify(own)}`,
		);
		mkdirSync(join(submitted, "a-link"));
		symlinkSync(
			join("..", "solved", `${ATTACKED}.ipynb`),
			join(submitted, "a-link", `${ATTACKED}.ipynb`),
		);
		mkdirSync(join(submitted, "broken"));
		writeFileSync(join(submitted, "broken", `${ATTACKED}.ipynb`), "{");
		const limits = ["--course", course, "--timeout", "90", "--memory", "2"];
		const { code, text } = await assignments("grade", submitted, ...limits)
			.ended;
		said = text;
		expect(code, "the link is not graded").to.equal(1);
		const made = await assignments("report", "--course", course).ended;
		expect(made.code, made.text).to.equal(0);
		reported = made.text;
		failed = failedTests(course);
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	for (const name of names)
		describe(name, () => {
			it("hands out no solution and no hidden test", () => {
				const text = released(name).cells.map(textOf).join("\n");
				expect(text).to.include("not written yet");
				expect(text).to.not.match(/SOLUTION|HIDDEN TESTS/);
				for (const cell of readSource(name).cells)
					for (const [, hidden] of textOf(cell).matchAll(
						/BEGIN (?:SOLUTION|HIDDEN TESTS)\n([\s\S]*?)\n\s*\/\/ END/g,
					))
						expect(text).to.not.include(hidden);
			});
			it("gives its solution all points, and the empty version none", () => {
				expect(failed.get(`solved/${name}`), said).to.deep.equal([]);
				expect(failed.get(`empty/${name}`)).to.deep.equal(allTests(name));
				const record = readFileSync(
					join(course, "autograded", "solved", name, `${name}.ipynb`),
					"utf8",
				);
				expect(record, "no cell of it fails").to.not.include('"ename"');
			});
			it("knows at least four typical wrong answers", () => {
				expect(answers[name].length).to.be.at.least(4);
			});
			answers[name].forEach(({ title, lost }, i) => {
				it(`takes the points of one exercise for ${title}`, () => {
					expect(failed.get(`wrong-${i}/${name}`), said).to.deep.equal(lost);
				});
			});
		});

	describe("a submission that", () => {
		attacks.forEach(({ title, lost = allTests(ATTACKED) }, i) => {
			it(`${title} gains nothing and learns nothing`, () => {
				expect(failed.get(`attack-${i}/${ATTACKED}`), said).to.deep.equal(lost);
				expect(page(`attack-${i}`)).to.not.include("LEAKED");
			});
		});
		it("does any of this harms nobody else, and leaves nothing behind", () => {
			expect(failed.get(`solved/${ATTACKED}`)).to.deep.equal([]);
			expect(existsSync(join(project, "package.json"))).to.equal(true);
			expect(readdirSync(submitted)).to.include(`attack-0`);
		});
		it("exits is reported, and loses the cells that do", () => {
			expect(said).to.match(/loss-seen: .*has ended the process/);
		});
	});

	it("gives back a page with the student's line, and without hidden tests", () => {
		const html = page("empty").replace(/<[^>]+>/g, "");
		expect(html).to.include("not written yet");
		expect(html).to.include("in maskOf");
		const hidden = page("wrong-0").replace(/<[^>]+>/g, "");
		expect(hidden).to.include("the label 0 is a label");
		expect(hidden).to.not.include("a label half a pixel outside");
	});

	it("says what is no submission, and gives what is no notebook no points", () => {
		expect(said).to.include("loose.ipynb: in no student's folder");
		expect(said).to.match(/broken +02-masked-loss +0 of 20/);
		expect(said).to.include("is no notebook: ");
	});

	it("names what it does not grade, and grades all behind it", () => {
		const why = "is a link; expected the file itself";
		expect(said).to.include(`a-link  ${ATTACKED}  not graded: ${why}`);
		expect(reported).to.include(`a-link  ${ATTACKED}  ${why}`);
		const points = readFileSync(join(course, "points.csv"), "utf8");
		expect(points).to.include(`${ATTACKED},a-link,,,not graded: ${why}`);
		expect(failed.get(`solved/${ATTACKED}`)).to.deep.equal([]);
	});

	it("finds answers that were split, copied and retyped, as check does", async () => {
		expect(failed.get(`rearranged/${ATTACKED}`), said).to.deep.equal([]);
		expect(said).to.include("mask: it is written in 2 cells");
		expect(said).to.include("gradient: its own cell is not written");
		const file = join(submitted, "rearranged", `${ATTACKED}.ipynb`);
		const { code, text } = await assignments("check", file).ended;
		expect(text).to.include("mask: it is written in 2 cells");
		expect(text).to.include("4 of 4 tests passed");
		expect(code).to.equal(0);
	});

	it("grades nothing twice", async () => {
		const { text } = await assignments("grade", submitted, "--course", course)
			.ended;
		const [, graded, all] =
			/(\d+) of (\d+) are graded already/.exec(text) ?? [];
		expect(Number(all) - Number(graded), "the link alone is left").to.equal(1);
		expect(text).to.include("0 graded, 1 not graded");
	});
});
