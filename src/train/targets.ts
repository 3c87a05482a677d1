import type * as tf from "@tensorflow/tfjs";
import { type Faces, labelsOf } from "../dataset";
import { COORDINATE_COUNT, labelSources } from "../face";
import { outputCount, predictOutputs, toOutputs } from "../model";

/**
 * What a model is trained towards: the labels of faces, as its outputs want them.
 * What a face has no label for is missing, or what a teacher says of it, who sees
 * the face as it is, while the model will see it augmented.
 *
 * Source: arXiv 1911.04252, section 2
 *
 * @param teacher a trained model with the same outputs; asked for the mirror image
 *   too
 * @returns `[n, c]` in pixels, NaN where missing: a column for each output
 * @throws where the teacher has other outputs
 */
export async function trainingTargets(
	network: tf.LayersModel,
	faces: Faces,
	teacher?: tf.LayersModel,
): Promise<Float32Array> {
	const labels = labelsOf(faces);
	const columns = outputCount(network);
	const targets =
		columns === COORDINATE_COUNT
			? labels
			: toOutputs(labels, labelSources(labels));
	if (!teacher) return targets;
	if (outputCount(teacher) !== columns)
		throw new Error(
			`fit: invalid teacher: ${teacher.name} has ${outputCount(teacher)} outputs; expected ${columns}, as ${network.name} has`,
		);
	const taught = await predictOutputs(teacher, faces.images, { flip: true });
	return targets.map((label, i) => (Number.isNaN(label) ? taught[i] : label));
}
