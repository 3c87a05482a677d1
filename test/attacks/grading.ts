import {
	ftruncateSync,
	linkSync,
	mkdirSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
	assignments,
	hand,
	type Notebook,
	readJson,
	readSource,
} from "../assignments/submissions";
import { numberOf } from "./count";
import { PROBES, UNENDING } from "./probes";

// Attacks the grader of assignments, and counts what holds:
//
//   node dist/test/attacks/grading.js [--count OF EACH KIND] [KIND ...]
//
// Submissions of four kinds: files that are none, probes of the sandbox, what never
// ends, and what is meant for whoever reads the report. Nothing leaves the machine.

const NAME = "02-masked-loss";
const { positionals: kinds } = parseArgs({
	...{ allowPositionals: true, strict: false },
	options: { count: { type: "string" } },
});
const perKind = numberOf("count", 1000);
const folder = mkdtempSync(join(tmpdir(), "keypoints-attacks-"));
const [course, submitted] = [join(folder, "course"), join(folder, "in")];
const SECRET = join(folder, "secret");

/** What came of a submission: its record, its page, and its lines in both tables. */
interface Outcome {
	record?: {
		points?: number;
		of?: number;
		error?: string;
		incidents?: string[];
	};
	page: string;
	tables: string;
	said: string;
}

interface Attack {
	kind: string;
	title: string;
	make(student: string): void;
	holds(outcome: Outcome): boolean;
}

const path = (student: string) => join(submitted, student, `${NAME}.ipynb`);
const put = (student: string, content: string | Buffer) => {
	mkdirSync(join(submitted, student), { recursive: true });
	writeFileSync(path(student), content);
};
const solved = () => readSource(NAME);
const text = (notebook: Notebook) => JSON.stringify(notebook);

function withCell(source: string, at = 1): Notebook {
	const made = solved();
	const setup = made.cells.findIndex((c) => c.cell_type === "code");
	const cell = { cell_type: "code", id: "added", metadata: {}, source };
	made.cells.splice(setup + at, 0, cell);
	return made;
}

const isGraded = ({ record }: Outcome) =>
	record?.points === 20 && record.error === undefined;
const isNamed = ({ record }: Outcome) =>
	record !== undefined &&
	record.points !== 20 &&
	`${record.error ?? ""}${record.incidents ?? ""}`.length > 10 &&
	!/Error\b.*Error|Traceback|has ended \(/.test(record.error ?? "");
/** Whatever it was: it has points, or a reason of its own. */
const hasResult = ({ record }: Outcome) =>
	typeof record?.points === "number" && record.error === undefined;

const file = (
	title: string,
	make: (student: string) => void,
	holds: (outcome: Outcome) => boolean,
): Attack => ({ kind: "files", title, make, holds });
const link = (title: string, target: string) =>
	file(
		title,
		(student) => {
			mkdirSync(join(submitted, student), { recursive: true });
			symlinkSync(target, path(student));
		},
		(o) => isNamed(o) && !JSON.stringify(o).includes("TOPSECRET"),
	);

const FILES: Attack[] = [
	link("a dangling link", "nowhere"),
	link("a link to itself", `${NAME}.ipynb`),
	link("a link to another's work", join("..", "zz-good", `${NAME}.ipynb`)),
	link("a link to a file of the teacher's", SECRET),
	link("a link to a device", "/dev/zero"),
	file(
		"a hard link to a file of the teacher's",
		(student) => {
			mkdirSync(join(submitted, student), { recursive: true });
			linkSync(SECRET, path(student));
		},
		(o) => isNamed(o) && !JSON.stringify(o).includes("TOPSECRET"),
	),
	file(
		"a folder",
		(student) => mkdirSync(path(student), { recursive: true }),
		isNamed,
	),
	file(
		"a sparse file of 3 GB",
		(student) => {
			put(student, "");
			ftruncateSync(openSync(path(student), "r+"), 3e9);
		},
		isNamed,
	),
	file("nothing", (student) => put(student, ""), isNamed),
	file(
		"half a notebook",
		(student) => put(student, text(solved()).slice(0, 99)),
		isNamed,
	),
	file(
		"nesting without end",
		(student) => put(student, "[".repeat(1e5)),
		isNamed,
	),
	file(
		"nbformat 1",
		(student) => put(student, text({ ...solved(), nbformat: 1 } as Notebook)),
		isNamed,
	),
	file(
		"cells that are none",
		(student) => put(student, '{"nbformat":4,"cells":[1]}'),
		isNamed,
	),
	file(
		"a byte-order mark",
		(student) => put(student, `\uFEFF${text(solved())}`),
		isGraded,
	),
	file(
		"UTF-16",
		(student) =>
			put(student, Buffer.from(`\uFEFF${text(solved())}`, "utf16le")),
		isGraded,
	),
	file(
		"no minor version",
		(student) =>
			put(student, text({ ...solved(), nbformat_minor: null } as Notebook)),
		isGraded,
	),
	file(
		"half a character in a cell",
		(student) => put(student, text(withCell('"\ud800"'))),
		isGraded,
	),
	file(
		"deep nesting in the metadata",
		(student) =>
			put(
				student,
				text(solved()).replace(
					"{",
					`{"x":${"[".repeat(900)}${"]".repeat(900)},`,
				),
			),
		hasResult,
	),
];

const PAYLOAD = `const e: any = new Error("\\u001b]0;OWNED\\u0007\\u001b[2J<script>alert(1)</script>");
e.name = "\\r=cmd|' /C calc'!A0\\u001b[31m";`;
const shows = (outcome: Outcome) =>
	!/<script>alert|<img[^>]*onerror=|<svg onload/i.test(outcome.page) &&
	["\u001b", "\u0007"].every(
		(sign) => !(outcome.tables + outcome.said).includes(sign),
	) &&
	!/(^|[,\r\n"])[=+@]/.test(outcome.tables);
const REPORTS: Attack[] = [
	["a page", '{ "text/html": "<script>alert(1)</script>" }'],
	["a script", '{ "application/javascript": "/*<script>alert(1)</script>*/" }'],
	["Markdown", '{ "text/markdown": "<img src=x onerror=alert(1)>" }'],
	["a drawing", `{ "image/svg+xml": "<svg onload='alert(1)'/>" }`],
	["a picture that is none", `{ "image/png": '"><script>alert(1)</script>' }`],
].map(([title, data]) => ({
	kind: "reports",
	title: `puts out ${title}`,
	make: (student: string) =>
		put(
			student,
			text(
				withCell(`const tslab: any = require("tslab");
try { tslab.display.raw(...Object.entries(${data})[0]); } catch {}
console.log("<script>alert(1)</script>"); (globalThis as any).shown = ${data};`),
			),
		),
	holds: (outcome: Outcome) => hasResult(outcome) && shows(outcome),
}));
REPORTS.push({
	kind: "reports",
	title: "throws what steers a terminal and a spreadsheet",
	make: (student) => {
		const made = solved();
		for (const cell of made.cells)
			if (cell.metadata.nbgrader?.grade_id === "mask")
				cell.source = `function maskOf(labels: number[]): number[] {\n${PAYLOAD}\nthrow e; }`;
		put(student, text(made));
	},
	holds: (outcome) => hasResult(outcome) && shows(outcome),
});

const probes: Attack[] = [
	{
		kind: "sandbox",
		title: "probes",
		make: (student) => put(student, text(withCell(PROBES))),
		holds: (o) => hasResult(o) && /HELD/.test(o.page) && !/LEAKED/.test(o.page),
	},
];
const unending: Attack[] = UNENDING.map(({ title, source, at }) => ({
	kind: "unending",
	title,
	make: (student) => put(student, text(withCell(source, at))),
	holds: hasResult,
}));

async function main(): Promise<void> {
	const attacks = [FILES, REPORTS, probes, unending]
		.flatMap((ofKind) => ofKind.slice(0, perKind))
		.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
	const student = (i: number) => `a${String(i).padStart(3, "0")}`;
	writeFileSync(SECRET, "TOPSECRET");
	attacks.forEach((attack, i) => {
		attack.make(student(i));
	});
	hand(submitted, "zz-good", NAME, solved());
	const limits = ["--course", course, "--timeout", "20", "--memory", "2"];
	const graded = await assignments("grade", submitted, ...limits).ended;
	const reported = await assignments("report", "--course", course).ended;
	const tables = ["points.csv", "exercises.csv"].map((name) => {
		try {
			return readFileSync(join(course, name), "utf8");
		} catch {
			return "";
		}
	});
	const outcome = (who: string): Outcome => {
		const read = (...parts: string[]) => {
			try {
				return readFileSync(join(course, ...parts), "utf8");
			} catch {
				return "";
			}
		};
		const record = read("graded", who, `${NAME}.json`);
		return {
			record: record
				? readJson(course, "graded", who, `${NAME}.json`)
				: undefined,
			page: read("feedback", who, NAME, `${NAME}.html`),
			tables: tables.join("\n"),
			said: graded.text + reported.text,
		};
	};
	let held = 0;
	const count = new Map<string, [number, number]>();
	attacks.forEach((attack, i) => {
		const came = outcome(student(i));
		const holds = attack.holds(came);
		const [yes, all] = count.get(attack.kind) ?? [0, 0];
		count.set(attack.kind, [yes + Number(holds), all + 1]);
		held += Number(holds);
		const { points, error, incidents } = came.record ?? {};
		const what = `${points ?? "-"}  ${error ?? incidents?.join("; ") ?? "no result"}`;
		console.log(
			`${holds ? "held  " : "LOST  "} ${attack.kind}: ${attack.title}  ${what.slice(0, 300)}`,
		);
		const probed = came.page.match(/(HELD|LEAKED) [^<\n]*/g) ?? [];
		for (const line of new Set(probed)) console.log(`         ${line}`);
	});
	const good = isGraded(outcome("zz-good"));
	console.log(
		`${good ? "held  " : "LOST  "} the good submission behind them all`,
	);
	const left = readdirSync("/tmp").filter((name) => name.startsWith("kg-"));
	console.log(`left in /tmp: ${left.length}`);
	for (const [kind, [yes, all]] of count)
		console.log(`${kind}: ${yes} of ${all} held`);
	rmSync(folder, { recursive: true, force: true });
	process.exitCode = held === attacks.length && good ? 0 : 1;
}

void main();
