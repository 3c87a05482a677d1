import type * as tf from "@tensorflow/tfjs";
import type { Faces } from "../dataset";
import type { RunConfig } from "../run";
import { openRun } from "../run";

/**
 * Opens the run that teaches another.
 *
 * @param named as for {@link openRun}
 * @param config of the run that is taught
 * @param heldOut the faces that it is measured on
 * @returns the teacher; the caller disposes it
 * @throws where the teacher was trained on faces that are held out here: it would
 *   tell what it knows of them
 */
export async function openTeacher(
	named: string,
	config: RunConfig,
	heldOut: Faces | undefined,
): Promise<tf.LayersModel> {
	const { network, description } = await openRun(named);
	const isSameData = description.config.data.sha256 === config.data.sha256;
	const unseen = new Set(description.validationRows);
	const seen = [...(heldOut?.rows ?? [])].filter((row) => !unseen.has(row));
	if (isSameData && seen.length) {
		network.dispose();
		throw new Error(
			`openTeacher: invalid teacher: ${named} was trained on ${seen.length} of the ${heldOut?.rows.length} faces that are held out here, row ${seen[0]} the first, and they would be no measure any more; expected a run with the same --hold-out and --seed, or --hold-out 0`,
		);
	}
	return network;
}
