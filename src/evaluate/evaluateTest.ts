import { existsSync } from "node:fs";
import { createRandom } from "../base";
import {
	type DataFiles,
	fingerprint,
	labelsOf,
	loadTestFaces,
	locateData,
} from "../dataset";
import type { LabelSource } from "../face";
import {
	locateRun,
	type Measures,
	measure,
	openRun,
	type RunDescription,
	readRun,
} from "../run";
import { measureSources } from "./evaluateRun";
import { drawPeople, personErrors, rmseOf } from "./personErrors";
import { predictLabelled } from "./predictLabelled";

/** What {@link evaluateTest} has measured. */
export interface TestEvaluation {
	measures: Measures;
	/** The same over the faces of each labelling source, where there are both. */
	sources?: Record<LabelSource, Measures>;
	/** How many people the faces are of. */
	people: number;
	/** RMSE in pixels: 95 of 100 draws of as many people lie between these. */
	interval: [low: number, high: number];
	/** The file that the faces are from. */
	file: string;
	/** Fingerprint of their pixels and labels: see {@link fingerprint}. */
	sha256: string;
	epoch: number;
	run: RunDescription;
}

/**
 * Measures a run on faces of people who are kept apart to the end: `test.csv`
 * with `test_labels.csv`. Do it once: whoever chooses by the figure has no
 * measure left.
 *
 * @param data default: the run's own where it is here, else as {@link locateData} finds it
 * @throws where the data holds no labels of its test faces, or they do not fit
 */
export async function evaluateTest(
	folder: string,
	data?: DataFiles,
): Promise<TestEvaluation> {
	const faces = await loadTestFaces(data ?? ownData(folder));
	const labels = labelsOf(faces);
	const run = await openRun(folder);
	try {
		const predicted = await predictLabelled(run, faces);
		const groups = faces.groups as Int32Array;
		const sources = measureSources(predicted, labels);
		return {
			measures: measure(predicted, labels),
			...(sources && { sources }),
			people: new Set(groups).size,
			interval: intervalByPerson(predicted, labels, groups),
			file: faces.source,
			sha256: fingerprint(faces),
			epoch: run.epoch,
			run: run.description,
		};
	} finally {
		run.dispose();
	}
}

/** The data that a run was trained with; that of a model from elsewhere is not here. */
function ownData(folder: string): DataFiles {
	const { file } = readRun(locateRun(folder)).config.data;
	return locateData(existsSync(file) ? file : undefined);
}

const DRAWS = 2000;

/**
 * Between what the RMSE lies in 95 of 100 draws of people, each with all of their
 * faces (the bootstrap, Efron 1979, https://doi.org/10.1214/aos/1176344552).
 * Faces of one person resemble each other: drawing single faces would make it too
 * narrow.
 *
 * @param predicted `[n, 30]` in pixels
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @param groups the person of each face, [n]
 */
export function intervalByPerson(
	predicted: Float32Array,
	labels: Float32Array,
	groups: Int32Array,
): [low: number, high: number] {
	const errors = personErrors(predicted, labels, groups);
	const labelled = [...errors.people.keys()].filter((i) => errors.labels[i]);
	const random = createRandom(0);
	const drawn = Float64Array.from({ length: DRAWS }, () =>
		rmseOf(
			errors,
			drawPeople(labelled.length, random).map((i) => labelled[i]),
		),
	).sort();
	return [drawn[Math.floor(0.025 * DRAWS)], drawn[Math.floor(0.975 * DRAWS)]];
}
