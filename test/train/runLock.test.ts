import { type ChildProcess, spawn } from "node:child_process";
import {
	existsSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/base";
import { lockRun } from "../../src/run/runLock";

const MODULE = join(projectFolder(), "dist", "src", "run", "runLock.js");

/** A process that takes the lock of a folder, tells what came of it, and holds it until it is ended. */
function contender(folder: string): {
	child: ChildProcess;
	told: Promise<string>;
} {
	const child = spawn(process.execPath, [
		"-e",
		`const { lockRun } = require(${JSON.stringify(MODULE)});
		process.stdin.once("data", () => {
			try { lockRun(${JSON.stringify(folder)}); console.log("has it"); }
			catch (error) { console.log(error.message); }
		});
		console.log("ready");`,
	]);
	let text = "";
	const told = new Promise<string>((resolve) => {
		child.stdout?.on("data", (chunk) => {
			text += chunk;
			const answer = text.split("\n")[1];
			if (answer) resolve(answer);
		});
	});
	return { child, told };
}

function ended(child: ChildProcess): Promise<void> {
	return new Promise((resolve) => {
		child.once("close", () => resolve());
		child.kill("SIGKILL");
	});
}

describe("the lock of a run", function () {
	this.timeout(60_000);
	let folder: string;
	let file: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "lock-"));
		file = join(folder, "training.lock");
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("is had once, also within a process, and is gone when it is released", () => {
		const unlock = lockRun(folder);
		expect(() => lockRun(folder)).to.throw(
			new RegExp(`is in use: process ${process.pid} is training into it; wait`),
		);
		expect(JSON.parse(readFileSync(file, "utf8"))).to.include({
			pid: process.pid,
		});
		unlock();
		expect(existsSync(file)).to.equal(false);
		lockRun(folder)();
	});

	for (const [what, content] of [
		["is empty", ""],
		["is half of one", '{"host":'],
		["names a process that lives, which is another by now", "1"],
		["names this very process", String(process.pid)],
	])
		it(`is free where the file ${what}, and nobody holds it`, () => {
			writeFileSync(file, content);
			lockRun(folder)();
		});

	it("is not taken from another machine, and says which file to delete", () => {
		const owner = { host: "another-machine", pid: 7, since: "yesterday" };
		writeFileSync(file, JSON.stringify(owner));
		expect(() => lockRun(folder)).to.throw(
			/process 7 of the machine another-machine is training into it since yesterday; .*delete .*training.lock/,
		);
		expect(JSON.parse(readFileSync(file, "utf8"))).to.deep.equal(owner);
	});

	for (const [what, before] of [
		["no file", undefined],
		["the file of one that was killed", '{"pid":999999}'],
		["an empty file", ""],
	])
		it(`is had by one of four processes that want it at once, with ${what}`, async () => {
			if (before !== undefined) writeFileSync(file, before);
			const all = Array.from({ length: 4 }, () => contender(folder));
			await Promise.all(
				all.map(
					({ child }) =>
						new Promise((resolve) => child.stdout?.once("data", resolve)),
				),
			);
			for (const { child } of all) child.stdin?.write("now\n");
			const told = await Promise.all(all.map((each) => each.told));
			for (const { child } of all) await ended(child);
			expect(told.filter((answer) => answer === "has it")).to.have.length(1);
			expect(
				told.filter((answer) => /is in use: .* is training/.test(answer)),
			).to.have.length(3);
			// The one that had it has been killed.
			lockRun(folder)();
		});
});
