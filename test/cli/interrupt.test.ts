import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { keypoints } from "./keypoints";
import {
	allCommands,
	contentsOf,
	makeWorkplace,
	type Workplace,
} from "./workplace";

type Moment = "start" | "write" | "work";

/** What is typed for each command, and the later moments at which it is interrupted too. */
const CASES: Record<string, [Moment[], (at: Workplace) => string[]]> = {
	data: [[], ({ data }) => ["--data", data]],
	"data download": [[], ({ folder }) => ["--out", join(folder, "out")]],
	draw: [
		["write"],
		({ folder }) => ["--count", "50", "--out", join(folder, "out")],
	],
	models: [[], () => []],
	train: [
		["work"],
		({ folder, data }) => [
			...["--model", "dense-cnn", "--data", data],
			...["--out", join(folder, "out"), "--batch", "8"],
		],
	],
	evaluate: [["work", "write"], ({ run, data }) => [run, "--data", data]],
	"plot faces": [
		["write"],
		({ folder, data }) => ["--data", data, "--out", join(folder, "out.png")],
	],
	"plot missing": [
		[],
		({ folder, data }) => ["--data", data, "--out", join(folder, "out.svg")],
	],
	"plot curves": [
		["write"],
		({ folder, run }) => [run, "--out", join(folder, "out.html")],
	],
	"plot errors": [
		["work"],
		({ folder, run }) => [run, "--out", join(folder, "out.png")],
	],
	"plot worst": [
		["work"],
		({ folder, run, data }) => [
			...[run, "--data", data, "--out", join(folder, "out.png")],
		],
	],
	export: [["write"], ({ folder, run }) => [run, "--out", join(folder, "out")]],
	submit: [
		["work", "write"],
		({ folder, run, data }) => [
			...[run, "--data", data, "--out", join(folder, "out.csv")],
		],
	],
	predict: [
		["work", "write"],
		({ folder, run, photo }) => [run, photo, "--out", join(folder, "out.png")],
	],
	reproduce: [
		[],
		({ folder, data }) => [
			...["cnn-checkpoint", "--data", data, "--epochs", "1"],
			...["--out", join(folder, "out"), "--table", join(folder, "out.md")],
		],
	],
	app: [["write"], ({ folder, run }) => [run, "--build", join(folder, "out")]],
	doctor: [[], () => []],
};

/** Where an interrupted command may leave what it goes on from. */
const CHECKPOINT = ["out/last.safetensors", "out/run.json"];

describe("a command that is interrupted @slow", function () {
	this.timeout(120_000);
	let at: Workplace;
	let there: Record<string, string>;

	before(async () => {
		at = await makeWorkplace();
		there = contentsOf(at.folder);
	});
	after(() => rmSync(at.folder, { recursive: true }));

	it("is any of those that there are", () => {
		expect(Object.keys(CASES)).to.have.members([...allCommands().keys()]);
	});

	for (const [command, [moments, argumentsAt]] of Object.entries(CASES))
		for (const [i, moment] of (["start", ...moments] as const).entries()) {
			const signal = i % 2 ? "SIGTERM" : "SIGINT";
			it(`ends with 130 and leaves nothing half-written: ${command}, ${moment}, ${signal}`, async () => {
				const hook = join(__dirname, "interruptHook.js");
				const args = [...command.split(" "), ...argumentsAt(at)];
				const { code, stdout, stderr } = await keypoints(args, undefined, {
					...{ INTERRUPT_AT: moment, INTERRUPT_BY: signal },
					NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
				});
				const after = contentsOf(at.folder);
				const isGentle = command === "train" && moment === "work";
				for (const name of isGentle ? CHECKPOINT : []) {
					expect(after).to.include.keys(name);
					delete after[name];
				}
				rmSync(join(at.folder, "out"), { recursive: true, force: true });
				expect(code, stderr).to.equal(130);
				expect(after).to.deep.equal(there);
				expect(stdout).to.not.match(/written|each checked|RMSE +[\d.]/);
				expect(existsSync(join(at.folder, "out"))).to.equal(false);
			});
		}
});
