import { join } from "node:path";
import { writeTextAtomically } from "../base";
import {
	type DataFiles,
	type Faces,
	faceCount,
	labelledCount,
	labelledFaces,
	labelsOf,
	loadFaces,
	selectFaces,
} from "../dataset";
import { COORDINATE_COUNT, type LabelSource, labelSources } from "../face";
import {
	locateRun,
	type Measures,
	measure,
	openRun,
	type RunDescription,
} from "../run";
import { predictLabelled } from "./predictLabelled";

/** What was measured, and on which rows. */
export interface Evaluation {
	measures: Measures;
	/** The same over the rows of each labelling source, where there are both. */
	sources?: Record<LabelSource, Measures>;
	/** The file that the faces are from. */
	file: string;
	/** Its data rows that were measured; 1 is the first. */
	rows: number[];
	/** In words: which rows these are. */
	which: string;
	epoch: number;
	run: RunDescription;
}

/** Faces, and what a run predicts on them. */
export interface RunPrediction {
	faces: Faces;
	/** [n, 30] in pixels. */
	predicted: Float32Array;
	/** In words: which rows these are. */
	which: string;
	epoch: number;
	run: RunDescription;
}

/**
 * Predicts with a run: the rows that it held out, or the labelled rows of other
 * data.
 *
 * @throws where the run's own data has changed, or no row has a label
 */
export async function predictRun(
	folder: string,
	data?: DataFiles,
): Promise<RunPrediction> {
	const run = await openRun(folder);
	try {
		const { description, epoch } = run;
		const { faces, which } = data
			? await allLabelledFaces(data.training)
			: await heldOutFaces(description);
		const predicted = await predictLabelled(run, faces);
		return { faces, predicted, which, epoch, run: description };
	} finally {
		run.dispose();
	}
}

/**
 * Measures a run on the faces of {@link predictRun}. The result is also written
 * into the run's folder as `evaluation.json`.
 *
 * @throws where the run's own data has changed, or no row has a label
 */
export async function evaluateRun(
	folder: string,
	data?: DataFiles,
): Promise<Evaluation> {
	const { faces, predicted, ...about } = await predictRun(folder, data);
	const labels = labelsOf(faces);
	const sources = measureSources(predicted, labels);
	const evaluation: Evaluation = {
		measures: measure(predicted, labels),
		...(sources && { sources }),
		file: faces.source,
		rows: [...faces.rows],
		...about,
	};
	await writeTextAtomically(
		join(locateRun(folder), "evaluation.json"),
		`${JSON.stringify(evaluation, null, "\t")}\n`,
	);
	return evaluation;
}

/**
 * The measures over the rows of each labelling source; undefined where all rows
 * are of one.
 *
 * @param predicted `[n, 30]` in pixels
 * @param labels `[n, 30]` in pixels, NaN where missing
 */
export function measureSources(
	predicted: Float32Array,
	labels: Float32Array,
): Record<LabelSource, Measures> | undefined {
	const sources = labelSources(labels);
	if (new Set(sources).size < 2) return undefined;
	const ofSource = (wanted: LabelSource) => {
		const rowsOf = (values: Float32Array) =>
			values.filter(
				(_, i) => sources[Math.floor(i / COORDINATE_COUNT)] === wanted,
			);
		return measure(rowsOf(predicted), rowsOf(labels));
	};
	return { A: ofSource("A"), B: ofSource("B") };
}

async function heldOutFaces({
	config,
	groups,
	validationRows,
}: RunDescription) {
	if (validationRows.length === 0)
		throw new Error(
			"evaluateRun: missing rows: the run was trained on all of its data and held nothing out; expected --data with other labelled faces",
		);
	const faces = await loadFaces(config.data.file, { progress: true });
	if (faceCount(faces) !== config.data.faces)
		throw new Error(
			`evaluateRun: invalid data: ${config.data.file} has ${faceCount(faces)} faces; expected the ${config.data.faces} that the run was trained with`,
		);
	const wanted = new Set(validationRows);
	const indices = [...faces.rows.keys()].filter((i) =>
		wanted.has(faces.rows[i]),
	);
	const heldOut = selectFaces(faces, indices);
	if (labelledCount(heldOut) === 0)
		throw new Error(
			`evaluateRun: missing labels: none of the ${indices.length} rows of ${config.data.file} that the run held out has one; expected --data with other labelled faces`,
		);
	return {
		faces: heldOut,
		which: `rows that the run held out (${groups})`,
	};
}

async function allLabelledFaces(file: string) {
	const faces = await loadFaces(file, { progress: true });
	const isLabelled = labelledFaces(faces);
	const labelled = [...faces.rows.keys()].filter((i) => isLabelled[i]);
	if (labelled.length === 0)
		throw new Error(
			`evaluateRun: missing labels: no row of ${file} has one; expected a training file`,
		);
	const chosen: Faces = selectFaces(faces, labelled);
	return { faces: chosen, which: "all labelled rows" };
}
