import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/base";
import { start } from "./run";

const scripts = join(projectFolder(), "scripts");

/** A script with arguments: its exit code, and what it prints. */
async function run(script: string, args: string[]) {
	const running = start([
		...[process.execPath, join(scripts, `${script}.mjs`), ...args],
	]);
	return { code: await running.ended, said: running.printed() };
}

describe("a command of npm run", () => {
	for (const name of [
		...["setup", "start", "test", "notebooks", "assignments"],
		...["figures", "doctor"],
	])
		it(`${name} --help says what it does`, async () => {
			for (const option of ["--help", "-h"]) {
				const { code, said } = await run(name, [option]);
				expect(code, said).to.equal(0);
				expect(said).to.match(/^npm (run )?\w+/m);
			}
		});

	for (const [script, args, message] of [
		[
			"start",
			["--prot", "80"],
			/unknown option: --prot; expected .*; did you mean --port\?/,
		],
		["start", ["--port"], /missing value: --port; expected one behind it/],
		["start", ["--port", "--ip", "x"], /missing value: --port/],
		["start", ["--port="], /missing value: --port/],
		[
			"start",
			["--port", "0"],
			/invalid --port: 0; expected a number from 1 to/,
		],
		["start", ["--no-browser=1"], /invalid --no-browser: 1; it takes no value/],
		["start", ["05"], /unknown argument: 05; expected options alone/],
		["setup", ["cdua"], /unknown word: cdua; expected .*; did you mean cuda\?/],
		["setup", ["gpu"], /unknown word: gpu; expected one of cpu, cuda, webgpu/],
		["setup", ["cpu", "cuda"], /cpu and cuda do not go together/],
		["setup", ["--software"], /--software belongs to webgpu/],
		[
			"notebooks",
			["--wirte"],
			/unknown option: --wirte; expected .*; did you mean --write\?/,
		],
		[
			"notebooks",
			["--timeout", "1.5"],
			/invalid --timeout: 1.5; expected a whole/,
		],
		[
			"notebooks",
			["--kernel", "deno"],
			/unknown --kernel: deno; expected tslab/,
		],
		[
			"notebooks",
			["--kernel", "tslab", "--write"],
			/--write and --kernel do not/,
		],
		["assignments", [], /missing command; expected one of release, check/],
		[
			"assignments",
			["grad", "x"],
			/unknown command: grad; expected .*; did you mean grade\?/,
		],
		[
			"assignments",
			["check", "--jobs", "two"],
			/invalid --jobs: two; expected/,
		],
		[
			"figures",
			["--chek"],
			/unknown option: --chek; expected .*; did you mean --check\?/,
		],
		["figures", ["x"], /unknown argument: x; expected options alone/],
		["doctor", ["--mend"], /unknown option: --mend; expected --help\n/],
	] as [string, string[], RegExp][])
		it(`${script} ${args.join(" ")} is refused, with the help below`, async () => {
			const { code, said } = await run(script, args);
			expect(code).to.equal(2);
			expect(said).to.match(new RegExp(`^${script}: ${message.source}`));
			expect(said).to.match(/\n\nnpm (run )?\w+/);
			expect(said).to.not.match(/\n +at /);
		});

	it("is read by one module, but where the words are passed on", () => {
		const readers = readdirSync(scripts, { recursive: true, encoding: "utf8" })
			.filter((file) => file.endsWith(".mjs"))
			.filter((file) =>
				/parseArgs/.test(readFileSync(join(scripts, file), "utf8")),
			);
		expect(readers).to.deep.equal(["arguments.mjs"]);
	});
});
