import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectFolder } from "../../src/base";

const benches = join(projectFolder(), "dist", "bench");

/** A benchmark that is asked wrongly, or for its help: what it says. */
function run(name: string, ...args: string[]) {
	const file = join(benches, `${name}.js`);
	return spawnSync(process.execPath, [file, ...args], { encoding: "utf8" });
}

describe("the command line of the benchmark", function () {
	this.timeout(60_000);
	const names = readdirSync(benches)
		.filter((file) => file.endsWith(".js"))
		.map((file) => file.slice(0, -".js".length));

	for (const name of names)
		it(`${name} measures nothing where an option is unknown, and shows its help`, () => {
			const { status, stdout, stderr } = run(name, "--fast");
			expect(status).to.equal(1);
			expect(stdout).to.equal("");
			expect(stderr).to.match(/^error: unknown option '--fast'/);
			expect(stderr).to.include(`Usage: npm run bench -- ${name}`);
		});

	for (const [args, message] of [
		[["app", "--rounds", "0"], /expected a whole number of at least 1/],
		[["training", "--model", "vgg"], /Allowed choices are cnn, resnet/],
		[["published", "--seeds", "1,x"], /expected a whole number of at least 0/],
		[
			["published", "--sides", "hre"],
			/"hre" is unknown; expected some of here/,
		],
		[["models"], /missing required argument 'run'/],
		[["test", "a", "b"], /too many arguments/],
	] as [[string, ...string[]], RegExp][])
		it(`${args.join(" ")} is refused`, () => {
			const { status, stderr } = run(...args);
			expect(status).to.equal(1);
			expect(stderr).to.match(message);
		});
});
