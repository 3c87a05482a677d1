import { expect } from "chai";
import { project, python, run, script, share, why } from "./jupyter";

/** An interpreter with nbgrader and jupyter_kernel_test; `npm run test:all` makes it. */
const testPython = process.env.KERNEL_TEST_PYTHON;
const whyNoTools =
	why || (testPython ? "" : " (skipped: run by npm run test:all alone)");

/** What wire.py checks, in its order. */
const CHECKS = [
	"a failing cell is an error message with its line",
	"an error in a function of an earlier cell names that cell",
	"a type error has line column and a caret and nothing runs",
	"cells are checked strictly",
	"queued cells of a failed run are aborted and a new one is run",
	"cells that go on after errors are not aborted",
	"every printed line arrives in order",
	"an interrupt ends synchronous code",
	"an interrupt ends an awaited loop which does not run on",
	"an error in a timer fails its cell",
	"a rejection that nobody handles fails its cell",
	"a tensor shows shape type and a summary",
	"a table is html and its cells are escaped",
	"objects show themselves by either method",
	"a figure shows its picture and its plot in one output",
	"shorthand properties of earlier cells work",
	"a cell may say export",
	"a cell that names itself a module is imported",
	"a line is shown while the code after it keeps running",
	"modules of src are imported and edited ones reload",
	"completion and inspection answer once warm",
	"completeness is judged by the language",
	"silent cells leave no trace and expressions are evaluated",
	"history and comms are answered",
	"displays update in place and output is cleared",
	"the training curve grows in its place",
	"an error deep in a library shows the line of the cell",
	"training is told in one text that grows",
	"fit stops at an interrupt after its batch",
	"a cell that ends the process says so and the next one runs",
];

(why ? describe.skip : describe)(`the kernel on the wire${why}`, function () {
	this.timeout(300_000);
	const results = new Map<string, { ok: boolean; detail: string }>();
	let said = "";

	before(async () => {
		const { text } = await run(python, [script("wire.py"), share, project]);
		said = text;
		for (const line of text
			.split("\n")
			.filter((each) => each.startsWith("{"))) {
			const { name, ok, detail } = JSON.parse(line);
			results.set(name, { ok, detail });
		}
	});

	for (const name of CHECKS)
		it(name, () => {
			const result = results.get(name);
			expect(result, said.slice(-2000)).to.not.equal(undefined);
			expect(result?.ok, result?.detail).to.equal(true);
		});

	it("is checked in all of this and nothing else", () => {
		expect([...results.keys()]).to.deep.equal(CHECKS);
	});
});

(whyNoTools ? describe.skip : describe)(
	`the kernel among Jupyter's tools @slow${whyNoTools}`,
	function () {
		this.timeout(600_000);

		it("passes the Jupyter project's conformance suite", async () => {
			const { code, text } = await run(testPython as string, [
				script("conformance.py"),
				share,
			]);
			expect(code, text).to.equal(0);
			expect(text).to.match(/Ran \d\d tests/);
		});

		it("is graded by nbgrader: full, none for empty and wrong, the others' points beside a compile error", async () => {
			const { code, text } = await run(testPython as string, [
				script("grading.py"),
				share,
			]);
			expect(code, text).to.equal(0);
			expect(
				JSON.parse(text.trim().split("\n").at(-1) as string),
			).to.deep.equal({ reference: 6, empty: 0, wrong: 0, compile_error: 4 });
		});
	},
);
