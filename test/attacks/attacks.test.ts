import { join } from "node:path";
import { expect } from "chai";
import { whyNotGraded } from "../assignments/isolation";
import { start } from "../scripts/run";

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
				const attack = start([
					...[process.execPath, join(__dirname, `${script}.js`)],
					...["--count", String(count)],
				]);
				expect(await attack.ended, attack.printed()).to.equal(0);
			},
		);
	}
});
