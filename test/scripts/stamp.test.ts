import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { script, startCode } from "./run";

describe("a stamp", () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "keypoints-stamp-"));
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));

	/** What an expression on the functions of stamp.mjs gives, as JSON. */
	async function evaluate(expression: string): Promise<unknown> {
		const code = startCode(`
			import * as fs from "node:fs";
			import * as stamp from ${script("setup", "stamp.mjs")};
			const file = ${JSON.stringify(join(folder, "made", "stamp.json"))};
			console.log(JSON.stringify(await (async () => ${expression})()));`);
		expect(await code.ended, code.printed()).to.equal(0);
		return JSON.parse(code.printed());
	}

	it("vouches for exactly what it was written from", async () => {
		const said = await evaluate(`{
			stamp.writeStamp(file, { lock: "a", node: "20" });
			return [
				stamp.stampSays(file, { node: "20", lock: "a" }),
				stamp.stampSays(file, { lock: "b", node: "20" }),
				stamp.stampSays(file, { lock: "a" }),
			];
		}`);
		expect(said).to.deep.equal([true, false, false]);
		expect(await readdir(join(folder, "made"))).to.deep.equal(["stamp.json"]);
	});

	it("vouches for nothing where it is missing or cut short", async () => {
		const said = await evaluate(`{
			const before = stamp.stampSays(file, {});
			stamp.writeStamp(file, {});
			fs.truncateSync(file, 1);
			return [before, stamp.stampSays(file, {})];
		}`);
		expect(said).to.deep.equal([false, false]);
	});

	it("tells two texts from one that joins them", async () => {
		const said = await evaluate(
			`stamp.hash("ab", "c") === stamp.hash("a", "bc")`,
		);
		expect(said).to.equal(false);
	});
});
