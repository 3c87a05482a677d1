import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/base";

const scripts = join(projectFolder(), "scripts");
const python = process.env.KERNEL_TEST_PYTHON;

/** Says why a registry is not asked, or does not answer, and skips the test. */
function skip(test: Mocha.Context, registry: string, why: string): never {
	console.log(`${registry}: not asked for known faults: ${why}`);
	return test.skip();
}

describe("the packages that are installed @slow", function () {
	this.timeout(120_000);

	it("have no fault that npm's registry knows of and calls high or critical", function () {
		const { stdout, error } = spawnSync(
			"npm",
			[
				...["audit", "--json", "--omit=dev"],
				`--cache=${join(projectFolder(), ".cache", "npm")}`,
			],
			{ cwd: projectFolder(), encoding: "utf8" },
		);
		const { message, vulnerabilities } = JSON.parse(stdout || "{}") as {
			message?: string;
			vulnerabilities?: Record<string, { severity: string; range: string }>;
		};
		if (!vulnerabilities)
			return skip(this, "npm", error?.message ?? message ?? "no answer");
		const grave = Object.entries(vulnerabilities)
			.filter(([, { severity }]) => /high|critical/.test(severity))
			.map(([name, { range }]) => `${name} ${range}`);
		expect(grave).to.deep.equal([]);
	});

	for (const folder of ["python", "assignments"])
		for (const name of readdirSync(join(scripts, folder)))
			if (name.endsWith("requirements.txt"))
				it(`have no fault that PyPI knows of: ${folder}/${name}`, function () {
					if (!python) return skip(this, "PyPI", "pip-audit is not there");
					const { stdout, stderr } = spawnSync(
						python,
						[
							...["-m", "pip_audit", "-r", join(scripts, folder, name)],
							...["--require-hashes", "--disable-pip", "--format", "json"],
							...["--progress-spinner", "off"],
						],
						{ encoding: "utf8" },
					);
					if (stdout === "") return skip(this, "PyPI", stderr.trim());
					const { dependencies } = JSON.parse(stdout) as {
						dependencies: {
							name: string;
							skip_reason?: string;
							vulns?: { id: string; fix_versions: string[] }[];
						}[];
					};
					const asked = dependencies.filter((each) => !each.skip_reason);
					if (asked.length === 0)
						return skip(this, "PyPI", dependencies[0].skip_reason ?? "");
					const faults = asked.flatMap(({ name, vulns = [] }) =>
						vulns.map(({ id }) => `${name}: ${id}`),
					);
					expect(faults).to.deep.equal([]);
				});
});
