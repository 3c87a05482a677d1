import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { example, wholeNumber } from "./options";

interface DrawOptions {
	count: number;
	seed: number;
	out: string;
}

/** `keypoints draw`: draws faces into files of the competition's formats. */
export function drawCommand(): Command {
	return new Command("draw")
		.description(
			"Draw faces with their points, of people who do not exist, into the competition's files: training.csv with COUNT rows, and test files with a seventh of that.",
		)
		.requiredOption("--count <faces>", "training rows to draw", wholeNumber(1))
		.option("--seed <number>", "same seed, same faces", wholeNumber(0), 2026)
		.requiredOption("--out <folder>", "new or empty folder for the files")
		.addHelpText("after", example("draw --count 10000 --out drawn"))
		.action(async ({ count, seed, out }: DrawOptions) => {
			if (existsSync(out) && readdirSync(out).length > 0)
				throw new Error(
					`draw: invalid --out: ${out} is not empty; expected a new or empty folder`,
				);
			const { createProgress, writeSample } = await import("../dataset");
			const testCount = Math.max(1, Math.round(count / 7));
			const total = count + testCount;
			const progress = createProgress({
				label: `drawing ${out}`,
				total,
				unit: "faces",
			});
			try {
				await writeSample(out, {
					trainingCount: count,
					testCount,
					seed,
					onProgress: (done) => progress.update(done),
				});
			} finally {
				progress.stop();
			}
			console.log(
				`${join(out, "training.csv")}: ${count} faces; test.csv: ${testCount}; seed ${seed}`,
			);
		});
}
