import {
	linkSync,
	mkdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { inProcess } from "./inProcess";
import {
	allCommands,
	contentsOf,
	makeWorkplace,
	type Workplace,
} from "./workplace";

/** Each command with an output: what is typed, and what is there already. */
interface Case {
	type: (at: Workplace, out: string) => string[];
	/** Where its output goes, below the folder. */
	out: string;
	/** What the refusal names; without it the command keeps what is there by itself. */
	refused?: RegExp;
}

const IS_THERE =
	/out\.\w+ is there already; expected another name, or --overwrite/;
const plotted = (more: (at: Workplace) => string[]): Case => ({
	type: (at, out) => [...more(at), "--out", out],
	out: "out.svg",
	refused: IS_THERE,
});

const CASES: Record<string, Case> = {
	"data download": {
		type: (_, out) => ["--out", out],
		out: "out",
		// Files that are there are checked, and kept.
	},
	draw: {
		type: (_, out) => ["--count", "2", "--out", out],
		out: "out",
		refused: /out is not empty \(training.csv\); expected .* or --overwrite/,
	},
	train: {
		type: ({ data }, out) => [
			...["--model", "dense-cnn", "--data", data, "--epochs", "1"],
			...["--out", out],
		],
		out: "out",
		refused: /holds a model, .* \(best.safetensors\); .* or add --overwrite/,
	},
	"plot faces": plotted(({ data }) => ["--data", data]),
	"plot missing": plotted(({ data }) => ["--data", data]),
	"plot curves": plotted(({ run }) => [run]),
	"plot errors": plotted(({ run }) => [run]),
	"plot worst": plotted(({ run }) => [run]),
	export: {
		type: ({ run }, out) => [run, "--out", out],
		out: "out",
		refused:
			/holds a run or a model already \(best.safetensors\); .*--overwrite/,
	},
	submit: {
		type: ({ run, data }, out) => [run, "--data", data, "--out", out],
		out: "out.csv",
		refused: IS_THERE,
	},
	predict: {
		type: ({ run, photo }, out) => [run, photo, "--out", out],
		out: "out.png",
		refused: IS_THERE,
	},
	reproduce: {
		type: ({ data, folder }, out) => [
			...["cnn-checkpoint", "--data", data, "--epochs", "1", "--table", out],
			...["--out", join(folder, "runs")],
		],
		out: "out.md",
		refused: /out.md is there, and no table of this command; expected another/,
	},
};

/** What lies in a folder that is written to. */
const THERE: Record<string, string> = {
	draw: "training.csv",
	train: "best.safetensors",
	export: "best.safetensors",
};

describe("the output of a command", function () {
	this.timeout(240_000);
	let at: Workplace;
	let there: Record<string, string>;
	const place = (name: string) => join(at.folder, name);

	before(async () => {
		at = await makeWorkplace();
		there = contentsOf(at.folder);
	});
	after(() => rmSync(at.folder, { recursive: true }));
	afterEach(() => {
		for (const name of [
			"out",
			"out.csv",
			"out.png",
			"out.svg",
			"out.md",
			"link",
		])
			rmSync(place(name), { recursive: true, force: true });
		expect(contentsOf(at.folder)).to.deep.equal(there);
	});

	it("is asked for by those commands, and no other", () => {
		const writing = [...allCommands()].filter(([, { options }]) =>
			options.some(({ long }) => long === "--out"),
		);
		expect(Object.keys(CASES)).to.have.members(writing.map(([name]) => name));
	});

	for (const [command, { type, out, refused }] of Object.entries(CASES)) {
		if (!refused) continue;
		const run = (...more: string[]) =>
			inProcess([...command.split(" "), ...type(at, place(out)), ...more]);

		it(`is not replaced unless that is asked for: ${command}`, async () => {
			const file = THERE[command];
			if (file) mkdirSync(place(out));
			const old = file ? join(place(out), file) : place(out);
			writeFileSync(old, "mine");
			const { code, stderr } = await run();
			expect(code).to.equal(1);
			expect(stderr).to.match(refused);
			expect(readFileSync(old, "utf8")).to.equal("mine");
			if (command === "reproduce") return;
			const replaced = await run("--overwrite");
			expect(replaced.stderr).to.equal("");
			expect(replaced.code).to.equal(0);
			expect(readFileSync(old, "latin1")).to.not.equal("mine");
		});
	}

	for (const [what, args, message] of [
		[
			"submit over the test images",
			({ run, data }) => [
				"submit",
				run,
				"--data",
				data,
				"--out",
				join(data, "test.csv"),
			],
			/test.csv is .*test.csv, which is read here/,
		],
		[
			"submit over a run's weights",
			({ run, data }) => [
				"submit",
				run,
				"--data",
				data,
				"--out",
				join(run, "best.safetensors"),
			],
			/which is read here and would be lost/,
		],
		[
			"submit over the labels, by a link",
			({ run, data, folder }) => [
				"submit",
				run,
				"--data",
				data,
				"--out",
				join(folder, "link"),
			],
			/which is read here and would be lost/,
		],
		[
			"export over itself",
			({ run }) => ["export", run, "--out", `${run}/.`],
			/is the run itself/,
		],
		[
			"predict over the photo, by a hard link",
			({ run, photo, folder }) => [
				"predict",
				run,
				photo,
				"--out",
				join(folder, "out.png"),
			],
			/is the photo itself|which is read here/,
		],
		[
			"train into its teacher",
			({ run, data }) => [
				"train",
				"--model",
				"dense-cnn",
				"--data",
				data,
				"--teacher",
				run,
				"--out",
				run,
			],
			/would be lost/,
		],
	] as [string, (at: Workplace) => string[], RegExp][])
		it(`is never an input, even where it may be replaced: ${what}`, async () => {
			symlinkSync(join(at.data, "training.csv"), place("link"));
			linkSync(at.photo, place("out.png"));
			const { code, stderr } = await inProcess([...args(at), "--overwrite"]);
			expect(stderr).to.match(message);
			expect(code).to.equal(1);
		});

	for (const [what, args, message] of [
		[
			"a folder for a file",
			({ run, data, folder }) => [
				"submit",
				run,
				"--data",
				data,
				"--out",
				`${folder}/`,
			],
			/names a folder; expected the name of a file/,
		],
		[
			"a folder for a picture",
			({ run, folder }) => [
				"plot",
				"curves",
				run,
				"--out",
				join(folder, "data.svg", "x.svg"),
			],
			/there is no such folder; .*make it first/,
		],
		[
			"a folder in no place",
			({ data }) => [
				"train",
				"--model",
				"cnn",
				"--data",
				data,
				"--out",
				"/proc/x",
			],
			/takes no folders|may not write|read-only/,
		],
		[
			"a page in no place",
			() => ["app", "--build", "/proc/x/y"],
			/takes no folders|takes no files|may not write|read-only/,
		],
		[
			"a file for a folder",
			({ run, photo }) => ["export", run, "--out", photo],
			/photo.png is a file; expected a folder/,
		],
		[
			"a picture of no known kind",
			({ run, folder }) => [
				"predict",
				run,
				join(folder, "photo.png"),
				"--out",
				"/dev/null",
			],
			/unknown kind of picture/,
		],
	] as [string, (at: Workplace) => string[], RegExp][])
		it(`is refused with a way out: ${what}`, async () => {
			const { code, stderr } = await inProcess(args(at));
			expect(stderr).to.match(message);
			expect(stderr).to.match(/^keypoints: [^\n]*expected[^\n]*\n$/);
			expect(code).to.equal(1);
		});
});
