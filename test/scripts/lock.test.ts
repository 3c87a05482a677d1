import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { script, startCode } from "./run";

describe("the lock of set-up", () => {
	let folder: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "keypoints-lock-"));
	});
	afterEach(() => rm(folder, { recursive: true, force: true }));

	const holder = (then: string) =>
		startCode(`
			import { takeLock } from ${script("setup", "lock.mjs")};
			const onWait = ({ pid }) => console.log("waits for " + pid);
			const release = await takeLock(${JSON.stringify(folder)}, { onWait, pollMs: 20 });
			console.log("holds");
			${then}
			release();`);
	const FOREVER = "await new Promise((r) => setTimeout(r, 1e6));";

	it("is taken over from a process that was killed", async () => {
		const first = holder(FOREVER);
		await first.says("holds");
		process.kill(first.pid, "SIGKILL");
		await first.ended;
		const second = holder("");
		expect(await second.ended).to.equal(0);
		expect(second.printed()).to.equal("holds\n");
	});

	it("makes the second wait for the first, and says for whom", async () => {
		const first = holder(FOREVER);
		await first.says("holds");
		const second = holder("");
		await second.says(`waits for ${first.pid}\n`);
		expect(second.printed()).not.to.include("holds");
		process.kill(first.pid, "SIGKILL");
		expect(await second.ended).to.equal(0);
		expect(second.printed()).to.include("holds");
	});

	it("admits one at a time of many", async () => {
		const file = join(folder, "count.txt");
		await writeFile(file, "0");
		const name = JSON.stringify(file);
		const all = Array.from({ length: 5 }, () =>
			holder(`
				const fs = await import("node:fs");
				const count = Number(fs.readFileSync(${name}, "utf8"));
				await new Promise((r) => setTimeout(r, 30));
				fs.writeFileSync(${name}, String(count + 1));`),
		);
		for (const { ended } of all) expect(await ended).to.equal(0);
		expect(await readFile(file, "utf8")).to.equal("5");
	});

	it("ends the tools that a killed set-up has left running", async () => {
		const children = JSON.stringify(join(folder, "children"));
		const tool = startCode(`console.log("works"); ${FOREVER}`);
		await tool.says("works");
		const next = startCode(`
			import { endRecordedChildren, recordChild } from ${script("setup", "processes.mjs")};
			recordChild(${children}, ${tool.pid});
			endRecordedChildren(${children});`);
		expect(await next.ended).to.equal(0);
		expect(await tool.ended).to.equal(null);
	});
});
