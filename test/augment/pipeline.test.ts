import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
	checkPipeline,
	createAugmenter,
	describePipeline,
	type Pipeline,
	PRESETS,
	readPipeline,
} from "../../src/augment";

describe("a pipeline", () => {
	const wrong: [value: unknown, message: RegExp][] = [
		[{ step: "blur" }, /invalid pipeline: .*expected a list of steps/],
		[["flip"], /invalid step: "flip" \(pipeline, step 1\)/],
		[[{}], /missing step \(pipeline, step 1\); expected "step" to be one of h/],
		[[{ step: "rotate" }], /unknown step: "rotate" \(pipeline, step 1\)/],
		[
			[{ step: "horizontalFlip" }, { step: "rotation", angle: [1, 2] }],
			/unknown setting of rotation: angle \(pipeline, step 2\); expected probability and degrees/,
		],
		[[{ step: "rotation" }], /missing degrees of rotation .*from -180 to 180/],
		[[{ step: "scale", factor: 1.1 }], /invalid factor of scale: 1.1/],
		[[{ step: "scale", factor: [0, 1] }], /invalid factor of scale: \[0,1\]/],
		[[{ step: "shift", pixels: [4, -4] }], /invalid pixels of shift/],
		[[{ step: "noise", greyLevels: [0, null] }], /invalid greyLevels/],
		[
			[{ step: "verticalFlip", probability: 50 }],
			/invalid probability of verticalFlip: 50 .*expected a number from 0 to 1/,
		],
	];
	for (const [value, message] of wrong)
		it(`${JSON.stringify(value)} is refused`, () => {
			expect(() => checkPipeline(value)).to.throw(message);
			expect(() => createAugmenter(value as Pipeline)).to.throw(message);
		});

	it("survives JSON, and the presets are usable", () => {
		for (const preset of Object.values(PRESETS))
			expect(checkPipeline(JSON.parse(JSON.stringify(preset)))).to.deep.equal(
				preset,
			);
	});

	it("is told in words, a line a step", () => {
		expect(describePipeline([])).to.equal("no step");
		expect(
			describePipeline([
				{ step: "horizontalFlip", probability: 0.5 },
				{ step: "rotation", degrees: [-10, 10] },
				{ step: "gamma", exponent: [2, 2], probability: 0.125 },
			]).split("\n"),
		).to.deep.equal([
			"horizontalFlip, to 50 % of the images",
			"rotation -10 to 10 degrees, to every image",
			"gamma 2, to 12.5 % of the images",
		]);
	});

	describe("by name or file", () => {
		let folder: string;
		before(() => {
			folder = mkdtempSync(join(tmpdir(), "augment-"));
		});
		after(() => rmSync(folder, { recursive: true }));

		it("is a preset, or what a file holds", () => {
			expect(readPipeline("mild")).to.equal(PRESETS.mild);
			const file = join(folder, "own.json");
			writeFileSync(file, '[{ "step": "blur", "sigmaPixels": [0, 1] }]');
			expect(readPipeline(file)).to.deep.equal([
				{ step: "blur", sigmaPixels: [0, 1] },
			]);
		});

		for (const [text, message] of [
			["[{", /readPipeline: invalid .*own\.json: .*expected JSON/],
			['[{ "step": "spin" }]', /unknown step: "spin" \(.*own\.json, step 1\)/],
		] as [string, RegExp][])
			it(`is refused with the file's name where it holds ${text}`, () => {
				const file = join(folder, "own.json");
				writeFileSync(file, text);
				expect(() => readPipeline(file)).to.throw(message);
			});

		it("is refused where it is neither", () => {
			expect(() => readPipeline("wild")).to.throw(
				/unknown augmentation: wild; expected none, mild, medium, strong or a JSON file/,
			);
			expect(() => readPipeline("toString")).to.throw(/unknown augmentation/);
			expect(() => readPipeline(folder)).to.throw(/readPipeline: invalid/);
		});
	});
});
