import {
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startBackend } from "../../src/backend";
import { type Faces, selectFaces } from "../../src/dataset";
import {
	exportRun,
	openRun,
	type RunConfig,
	withRunFolder,
} from "../../src/run";
import { type TrainingOptions, trainInto } from "../../src/train";
import { squares } from "../support/faces";
import { smallNetwork } from "../support/networks";

const FACES = squares(40, 1, 0.3);
const range = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, i) => from + i);

/** What a test may have otherwise than the run of most tests. */
interface Changes extends TrainingOptions {
	config?: Partial<RunConfig>;
	/** Positions of the faces that are held out. */
	heldOut?: number[];
	training?: Faces;
}

const CONFIG: RunConfig = {
	model: "dense-cnn",
	seed: 3,
	epochs: 3,
	batchSize: 16,
	learningRate: 0.01,
	schedule: { kind: "constant" },
	optimizer: { kind: "adam" },
	loss: { kind: "squared" },
	validationFraction: 0.25,
	data: { file: "/data/training.csv", sha256: "abc", faces: 40 },
};

describe("a run's folder", function () {
	this.timeout(60_000);
	let parent: string;
	let run: string;
	const at = (name: string, folder = run) => join(folder, name);
	const bytes = (name: string, folder = run) =>
		readFileSync(at(name, folder)).toString("latin1");

	before(() => startBackend());
	beforeEach(() => {
		parent = mkdtempSync(join(tmpdir(), "run-"));
		run = join(parent, "run");
	});
	afterEach(() => rmSync(parent, { recursive: true }));

	function train(changes: Changes = {}, folder = run) {
		const { config, heldOut = range(30, 40), ...options } = changes;
		const prepare = async () => ({
			network: smallNetwork(),
			training: selectFaces(
				FACES,
				range(0, 40).filter((i) => !heldOut.includes(i)),
			),
			validation: selectFaces(FACES, heldOut),
			groups: `${heldOut.length} held out`,
		});
		const { training: _, ...training } = options;
		return withRunFolder(folder, () =>
			trainInto(folder, { ...CONFIG, ...config }, prepare, {
				reporter: {},
				...training,
			}),
		);
	}

	async function messageOf(action: () => Promise<unknown>): Promise<string> {
		try {
			await action();
			return "";
		} catch (error) {
			return (error as Error).message;
		}
	}

	/** The numbers of a log that do not tell the time. */
	const figures = (folder = run) =>
		readFileSync(at("log.csv", folder), "utf8").replace(
			/,[^,\n]*,[^,\n]*$/gm,
			"",
		);

	it("is not trained into twice, unless that is asked for; then nothing of the first is left", async () => {
		await train();
		writeFileSync(at("evaluation.json"), "{}");
		writeFileSync(at("notes.txt"), "my own");
		const before = bytes("best.safetensors");
		expect(await messageOf(() => train())).to.match(
			/holds a run already \(run.json, best.safetensors, last.safetensors, log.csv, evaluation.json\); add --resume to continue it, train into another folder, or add --overwrite/,
		);
		expect(bytes("best.safetensors")).to.equal(before);
		await train({ config: { seed: 4 }, overwrite: true });
		expect(readdirSync(run).sort()).to.deep.equal([
			"best.safetensors",
			"last.safetensors",
			"log.csv",
			"notes.txt",
			"run.json",
		]);
		expect(bytes("best.safetensors")).to.not.equal(before);
		expect((await openRun(run)).description.config.seed).to.equal(4);
	});

	it("that holds a model which was handed on is neither trained into nor resumed", async () => {
		await train();
		const model = join(parent, "model");
		await exportRun(run, model);
		const before = bytes("best.safetensors", model);
		for (const resume of [false, true])
			expect(await messageOf(() => train({ resume }, model))).to.match(
				/holds a model, or what is left of a run, \(run.json, best.safetensors\); train into another folder, or add --overwrite/,
			);
		expect(bytes("best.safetensors", model)).to.equal(before);
	});

	it("is exported to itself by no name, and over another run only when that is asked for", async () => {
		await train();
		const other = join(parent, "other");
		await train({ config: { seed: 9 } }, other);
		const before = bytes("best.safetensors");
		for (const out of [run, `${run}/`, `${parent}/./run`, `${other}/../run`])
			expect(
				await messageOf(() => exportRun(run, out, { overwrite: true })),
			).to.match(
				/is the run itself, .* would be lost; expected another folder/,
			);
		expect(bytes("best.safetensors")).to.equal(before);
		expect(await messageOf(() => exportRun(run, other))).to.match(
			/other holds a run or a model already \(run.json, .*\); expected another folder, or --overwrite/,
		);
		await exportRun(run, other, { overwrite: true });
		expect(readdirSync(other).sort()).to.deep.equal([
			"best.safetensors",
			"run.json",
		]);
		expect((await openRun(other)).description.config.seed).to.equal(3);
	});

	it("is resumed only with the same faces held out, and stays as it was", async () => {
		await train();
		const before = bytes("run.json");
		for (const heldOut of [range(25, 35), range(30, 39), range(0, 10)]) {
			const changes = { resume: true, heldOut, config: { epochs: 4 } };
			expect(await messageOf(() => train(changes))).to.match(
				/invalid groups to resume .*: \d+ of the \d+ faces that would be held out now have been trained on, .*: the groups were "10 held out" and are .*; expected the same groups as before/,
			);
			expect(bytes("run.json")).to.equal(before);
		}
		const { history } = await train({ resume: true, config: { epochs: 4 } });
		expect(history).to.have.length(4);
	});

	it("is resumed only with the data and settings of its checkpoint, whatever run.json says", async () => {
		await train();
		const other = { ...CONFIG, seed: 5 };
		const description = JSON.parse(bytes("run.json"));
		writeFileSync(
			at("run.json"),
			JSON.stringify({ ...description, config: other }),
		);
		expect(
			await messageOf(() => train({ resume: true, config: { seed: 5 } })),
		).to.match(/seed is 5, was 3; expected those it was started with/);
		const data = { ...CONFIG.data, sha256: "other" };
		expect(
			await messageOf(() => train({ resume: true, config: { data } })),
		).to.match(/data is "other", was "abc"/);
	});

	it("gets its log again from the checkpoint", async () => {
		await train();
		const whole = readFileSync(at("log.csv"), "utf8");
		for (const lost of [
			() => rmSync(at("log.csv")),
			() =>
				writeFileSync(at("log.csv"), whole.split("\n").slice(0, 3).join("\n")),
			() => writeFileSync(at("log.csv"), ""),
		]) {
			lost();
			await train({ resume: true });
			expect(readFileSync(at("log.csv"), "utf8")).to.equal(whole);
		}
	});

	it("that was killed between the best and the last checkpoint of an epoch goes on to the same end", async () => {
		await train({ config: { epochs: 5 } });
		const whole = join(parent, "whole");
		cpSync(run, whole, { recursive: true });
		rmSync(run, { recursive: true });
		const copies: string[] = [];
		await train({
			config: { epochs: 5 },
			reporter: {
				epoch: ({ epoch }) => {
					const copy = join(parent, `epoch-${epoch}`);
					cpSync(run, copy, { recursive: true });
					copies.push(copy);
				},
			},
		});
		for (const [epoch, copy] of copies.slice(0, -1).entries()) {
			const next = copies[epoch + 1];
			// As it is where the next epoch's best has been written, and its last not yet.
			cpSync(at("best.safetensors", next), at("best.safetensors", copy));
			await train({ config: { epochs: 5 }, resume: true }, copy);
			const weights = (folder: string) => openRun(folder).then(told);
			expect(await weights(copy)).to.deep.equal(await weights(whole));
			expect(figures(copy)).to.equal(figures(whole));
		}
	});

	it("is not used with a best checkpoint from another time, or another run", async () => {
		await train({ config: { epochs: 1 } });
		const early = join(parent, "early");
		cpSync(run, early, { recursive: true });
		await train({ config: { epochs: 5 }, resume: true });
		const other = join(parent, "other");
		await train({ config: { epochs: 5, seed: 8 } }, other);
		for (const from of [early, other]) {
			const mixed = join(parent, "mixed");
			cpSync(run, mixed, { recursive: true });
			cpSync(at("best.safetensors", from), at("best.safetensors", mixed));
			const expected =
				/checkPair: invalid run: in .*mixed .*; expected both as one training wrote them/;
			expect(await messageOf(() => openRun(mixed))).to.match(expected);
			expect(
				await messageOf(() => exportRun(mixed, join(parent, "out"))),
			).to.match(expected);
			const resumed = { resume: true, config: { epochs: 6 } };
			expect(await messageOf(() => train(resumed, mixed))).to.match(expected);
		}
	});

	it("is not used with the description of another run", async () => {
		await train();
		const description = JSON.parse(bytes("run.json"));
		for (const [change, message] of [
			[{ config: { ...CONFIG, seed: 5 } }, /seed is 5, was 3/],
			[{ validationRows: [1, 2] }, /the rows held out are others/],
		] as const) {
			writeFileSync(
				at("run.json"),
				JSON.stringify({ ...description, ...change }),
			);
			expect(await messageOf(() => openRun(run))).to.match(
				/run.json in .* is of another run than best.safetensors/,
			);
			expect(await messageOf(() => openRun(run))).to.match(message);
		}
	});

	for (const [text, lack] of [
		["{}", "config"],
		["null", "config"],
		["[]", "config"],
		["7", "config"],
		['{"config":{}}', "config.model"],
		['{"config":{"model":"cnn","seed":1,"loss":{}}}', "config.data.file"],
	])
		it(`says what run.json lacks where it is ${text}`, async () => {
			await train();
			writeFileSync(at("run.json"), text);
			const expected = new RegExp(
				`readRun: invalid .*run.json: it says no ${lack}; expected the file that`,
			);
			expect(await messageOf(() => openRun(run))).to.match(expected);
			expect(await messageOf(() => train({ resume: true }))).to.match(expected);
		});

	it("tells damage to any of its weights, wherever they are read", async () => {
		await train();
		for (const name of ["best.safetensors", "last.safetensors"]) {
			const sound = readFileSync(at(name));
			for (const where of [9, 0.3, 0.6, 0.99]) {
				const damaged = Buffer.from(sound);
				damaged[where > 1 ? where : Math.floor(where * sound.length)] ^= 1;
				writeFileSync(at(name), damaged);
				const use = name.startsWith("best")
					? () => openRun(run)
					: () => train({ resume: true, config: { epochs: 4 } });
				expect(await messageOf(use)).to.match(/invalid (checksum|file)/);
			}
			// Half of the numbers gone.
			const zeroed = Buffer.from(sound);
			zeroed.fill(0, sound.length / 2);
			writeFileSync(at(name), zeroed);
			expect(
				await messageOf(() => train({ resume: true, config: { epochs: 4 } })),
			).to.match(/is damaged: it is not as it was written/);
			writeFileSync(at(name), sound);
		}
		expect(existsSync(at("training.lock"))).to.equal(false);
	});
});

/** All weights of an opened run. */
function told({ network }: Awaited<ReturnType<typeof openRun>>): number[] {
	return network.weights.flatMap((weight) => [...weight.read().dataSync()]);
}
