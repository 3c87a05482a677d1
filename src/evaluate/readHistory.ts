import { existsSync } from "node:fs";
import { join } from "node:path";
import { type EpochRecord, readCheckpoint, readRun } from "../run";

/**
 * What each epoch of a run came to, out of its last checkpoint.
 *
 * @throws where the folder holds no run, or one without a completed epoch
 */
export async function readHistory(folder: string): Promise<EpochRecord[]> {
	readRun(folder);
	const file = join(folder, "last.safetensors");
	const history = existsSync(file)
		? (await readCheckpoint(file)).progress.history
		: [];
	if (history.length === 0)
		throw new Error(
			`readHistory: missing epochs: ${folder} has not completed one; expected a run to draw the curves of (continue it with --resume)`,
		);
	return history;
}
