import { existsSync } from "node:fs";
import { join } from "node:path";
import { progressOf, type TrainingState } from "./checkpoint";
import { readMetadata } from "./safetensors";

/**
 * Checks that a run's best and last checkpoint are of one run, and of one time. A
 * run that was killed may have its best checkpoint one epoch ahead of the last.
 *
 * @throws where one of the two is from elsewhere, as from an older copy
 */
export function checkPair(
	folder: string,
	best: TrainingState,
	last: TrainingState,
): void {
	const isAhead = best.epoch === last.epoch + 1;
	const isSameRun = last.history
		.slice(0, best.epoch - 1)
		.every(
			({ loss, validationRmsePixels }, i) =>
				best.history[i]?.loss === loss &&
				best.history[i].validationRmsePixels === validationRmsePixels,
		);
	if (isSameRun && (isAhead || best.epoch === last.bestEpoch)) return;
	const why = isSameRun
		? `best.safetensors is of epoch ${best.epoch}, and last.safetensors, of epoch ${last.epoch}, says that epoch ${last.bestEpoch} was the best`
		: "the epochs before best.safetensors are others than those before last.safetensors";
	throw new Error(
		`checkPair: invalid run: in ${folder} ${why}; expected both as one training wrote them: copy both from one place, or train anew`,
	);
}

/** As {@link checkPair}, with the last checkpoint that stands in the folder, if there is one. */
export async function checkPairIn(
	folder: string,
	best: TrainingState,
): Promise<void> {
	const path = join(folder, "last.safetensors");
	if (existsSync(path))
		checkPair(folder, best, progressOf(await readMetadata(path), path));
}
