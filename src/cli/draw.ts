import { readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Command } from "commander";
import { example, overwriteOption, wholeNumber } from "./options";

interface DrawOptions {
	count: number;
	seed: number;
	out: string;
	overwrite?: boolean;
}

/** What this command writes, and so may replace. */
const FILES = [
	"training.csv",
	"training_groups.csv",
	"test.csv",
	"IdLookupTable.csv",
	"SampleSubmission.csv",
];

/** `keypoints draw`: draws faces into files of the competition's formats. */
export function drawCommand(): Command {
	return new Command("draw")
		.description(
			"Draw faces with their points, of people who do not exist, into the competition's files: training.csv with COUNT rows, and test files with a seventh of that.",
		)
		.requiredOption("--count <faces>", "training rows to draw", wholeNumber(1))
		.option("--seed <number>", "same seed, same faces", wholeNumber(0), 2026)
		.requiredOption("--out <folder>", "new or empty folder for the files")
		.addOption(overwriteOption())
		.addHelpText("after", example("draw --count 10000 --out drawn"))
		.action(async ({ count, seed, out, overwrite }: DrawOptions) => {
			const { createProgress, ensureFolder } = await import("../base");
			const { writeSample } = await import("../drawn");
			checkFolder(out, overwrite);
			await ensureFolder("draw", dirname(resolve(out)));
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

/** Refuses a folder that holds anything but files of this command which may be replaced. */
function checkFolder(out: string, overwrite = false): void {
	const there = statSync(out, { throwIfNoEntry: false });
	if (!there) return;
	const names = there.isDirectory() ? readdirSync(out) : [];
	const others = names.filter((name) => !FILES.includes(name));
	const told = (some: string[]) =>
		some.length > 3 ? `${some.slice(0, 3).join(", ")} ...` : some.join(", ");
	const problem = !there.isDirectory()
		? "is a file; expected a new or empty folder"
		: others.length
			? `is not empty (${told(others)}); expected a new or empty folder`
			: names.length && !overwrite
				? `is not empty (${told(names)}); expected a new or empty folder, or --overwrite to replace what was drawn before`
				: undefined;
	if (problem) throw new Error(`draw: invalid --out: ${out} ${problem}`);
}
