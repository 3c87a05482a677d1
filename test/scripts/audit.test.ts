import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/base";

interface Audit {
	/** Where no answer came. */
	message?: string;
	vulnerabilities?: Record<string, { severity: string; range: string }>;
}

describe("npm's packages @slow", function () {
	this.timeout(120_000);

	it("have no fault that the registry knows of and calls high or critical", function () {
		const { stdout, error } = spawnSync(
			"npm",
			[
				...["audit", "--json", "--omit=dev"],
				`--cache=${join(projectFolder(), ".cache", "npm")}`,
			],
			{ cwd: projectFolder(), encoding: "utf8" },
		);
		const { message, vulnerabilities }: Audit = JSON.parse(stdout || "{}");
		if (!vulnerabilities) {
			const why = error?.message ?? message ?? "it says nothing";
			console.log(`npm audit: the registry answers no audit (${why})`);
			return this.skip();
		}
		const grave = Object.entries(vulnerabilities)
			.filter(([, { severity }]) => /high|critical/.test(severity))
			.map(([name, { range }]) => `${name} ${range}`);
		expect(grave).to.deep.equal([]);
	});
});
