import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { whyNotGraded } from "../assignments/isolation";

/** Each script, and how many attacks of it are tried here; by itself it tries more. */
const ATTACKS: [script: string, count: number, what: string][] = [
	["csv", 300, "mutated files, each read rightly or refused"],
	["kills", 20, "killed runs, each going on as if it had not been"],
	["app", 5, "requests of each kind, and a photo after them"],
	["grading", 4, "submissions of each kind, and a good one behind them"],
];

describe("attacks @slow", function () {
	this.timeout(900_000);
	for (const [script, count, what] of ATTACKS) {
		const why = script === "grading" ? whyNotGraded : "";
		(why ? it.skip : it)(
			`hold: ${script}, ${count} ${what}${why}`,
			async () => {
				const { code, said } = await attack(script, count);
				expect(code, said).to.equal(0);
			},
		);
	}
});

/** Runs a script to its end: its exit code, and what it printed. */
function attack(
	script: string,
	count: number,
): Promise<{ code: number | null; said: string }> {
	const child = spawn(process.execPath, [
		...[join(__dirname, `${script}.js`), "--count", String(count)],
	]);
	let said = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (chunk) => {
			said += chunk;
		});
	return new Promise((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code) => resolve({ code, said }));
	});
}
