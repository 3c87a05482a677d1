import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readDescription } from "./checkpoint";
import {
	differences,
	hasCheckpoint,
	RUN_FILES,
	type RunConfig,
	type RunDescription,
	readRun,
	runFilesIn,
} from "./runFolder";

/**
 * Checks that a folder is free for a run, or holds the run that is to be continued:
 * with the same data, settings and seed. There may be more epochs, and the data may
 * lie elsewhere.
 *
 * @returns the run that is to be continued
 * @throws where the folder holds another run, or a model
 */
export async function checkFolder(
	folder: string,
	config: RunConfig,
	{ resume, overwrite }: { resume: boolean; overwrite: boolean },
): Promise<RunDescription | undefined> {
	if (overwrite) {
		if (resume)
			throw new Error(
				"trainRun: invalid options: resume and overwrite; expected one of them",
			);
		return undefined;
	}
	const there = runFilesIn(folder);
	if (hasCheckpoint(folder) && resume) return checkSameRun(folder, config);
	const isBegun = String(there) === "run.json" && readRun(folder);
	// A run that was stopped before its first checkpoint has nothing to lose.
	if (there.length === 0 || isBegun) return undefined;
	const what = hasCheckpoint(folder)
		? "holds a run already"
		: "holds a model, or what is left of a run,";
	const goOn = hasCheckpoint(folder) ? "add --resume to continue it, " : "";
	throw new Error(
		`trainRun: ${folder} ${what} (${there.join(", ")}); ${goOn}train into another folder, or add --overwrite to replace it`,
	);
}

/** Removes the run that is in a folder, and nothing else. */
export async function removeRun(folder: string): Promise<void> {
	// Without its description, which goes first, the rest is no run.
	for (const name of RUN_FILES) await rm(join(folder, name), { force: true });
}

async function checkSameRun(
	folder: string,
	config: RunConfig,
): Promise<RunDescription> {
	readRun(folder);
	// The checkpoint's own description: run.json beside it could be another run's.
	const { run } = await readDescription(join(folder, "last.safetensors"));
	const before: RunDescription = run ? JSON.parse(run) : readRun(folder);
	const differing = differences(before.config, config);
	if (differing.length)
		throw new Error(
			`trainRun: invalid options to resume ${folder}: ${differing.join("; ")}; expected those it was started with`,
		);
	return before;
}

/**
 * Checks that a run which is continued holds out the same faces as before.
 *
 * @throws where it would be measured on faces that it was trained on
 */
export function checkSameSplit(
	folder: string,
	before: RunDescription,
	now: RunDescription,
): void {
	const heldOut = new Set(before.validationRows);
	const seen = now.validationRows.filter((row) => !heldOut.has(row));
	if (seen.length === 0 && heldOut.size === now.validationRows.length) return;
	throw new Error(
		`trainRun: invalid groups to resume ${folder}: ${seen.length} of the ${now.validationRows.length} faces that would be held out now have been trained on, and would be no measure any more: the groups were "${before.groups}" and are "${now.groups}"; expected the same groups as before: put the file of groups back as it was, or train into another folder`,
	);
}
