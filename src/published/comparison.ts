import { basename, dirname, join, resolve } from "node:path";
import {
	type DataFiles,
	dropMissing,
	type Faces,
	faceCount,
	groupsOf,
	labelsOf,
	loadFaces,
	splitFaces,
} from "../dataset";
import { measureSources, type PersonErrors, personErrors } from "../evaluate";
import { COORDINATE_COUNT, type LabelSource, meanFace } from "../face";
import { type Measures, measure, type RunConfig } from "../run";
import { dataOf, HOLD_OUT } from "../train";

/** Measures on the people held out. */
export interface HeldOutMeasures {
	heldOut: Measures;
	/** The same over the rows of each labelling source, where there are both. */
	sources?: Record<LabelSource, Measures>;
	/** Squared errors of each person, to tell how sure a difference is. */
	people: PersonErrors;
}

/** What all are measured on: plain data, kept as `comparison.json`. */
export interface Comparison {
	/** The data's name: its folder and file. */
	data: string;
	/** SHA-256 of its pixels and labels. */
	sha256: string;
	/** Decides who is held out, and which rows a system validates on. */
	seed: number;
	rows: number;
	completeRows: number;
	/** People, or what stands for them. */
	groups: number;
	/** In words: what the groups are. */
	grouping: string;
	/** Nobody is trained or validated on these. */
	heldOut: { rows: number[]; completeRows: number; groups: number };
	/** What predicting the mean label of the other rows comes to. */
	mean: HeldOutMeasures;
}

/** A comparison with its faces. */
export interface ComparedFaces {
	comparison: Comparison;
	/** The training file, as a run names it. */
	data: RunConfig["data"];
	heldOut: Faces;
	/** All others. */
	remaining: Faces;
	/** Those of the others that have all 15 points. */
	complete: Faces;
}

/**
 * Holds a fifth of the faces out, whole groups of them: the same that
 * `keypoints train` holds out with the same data and seed.
 *
 * @throws where the data is not usable, or has one group
 */
export async function compare(
	files: DataFiles,
	seed: number,
): Promise<ComparedFaces> {
	const loaded = await loadFaces(files.training, { progress: true });
	const { groups } = await groupsOf(loaded, files);
	const faces = { ...loaded, groups };
	const split = splitFaces(faces, { fraction: HOLD_OUT, seed, groups });
	const { training: remaining, validation: heldOut } = split;
	const data = dataOf(faces);
	const comparison: Comparison = {
		data: nameOf(data.file),
		sha256: data.sha256,
		seed,
		rows: faceCount(faces),
		completeRows: faceCount(dropMissing(faces)),
		groups: new Set(groups).size,
		grouping: files.groups
			? `people, as ${basename(files.groups)} has them`
			: "groups of images that are alike",
		heldOut: {
			rows: [...heldOut.rows],
			completeRows: faceCount(dropMissing(heldOut)),
			groups: new Set(heldOut.groups).size,
		},
		mean: measureHeldOut(meanOf(remaining, faceCount(heldOut)), heldOut),
	};
	const complete = dropMissing(remaining);
	return { comparison, data, heldOut, remaining, complete };
}

/** Measures predictions for the faces held out, overall and by labelling source. */
export function measureHeldOut(
	predicted: Float32Array,
	faces: Faces,
): HeldOutMeasures {
	const labels = labelsOf(faces);
	const sources = measureSources(predicted, labels);
	const groups = faces.groups ?? faces.rows;
	return {
		heldOut: measure(predicted, labels),
		...(sources && { sources }),
		people: personErrors(predicted, labels, groups),
	};
}

/** The mean label of some faces, as a prediction for `count` others. */
function meanOf(faces: Faces, count: number): Float32Array {
	const mean = meanFace(labelsOf(faces));
	return Float32Array.from(
		{ length: count * COORDINATE_COUNT },
		(_, i) => mean[i % COORDINATE_COUNT],
	);
}

/** A file's name with its folder's, so that a table says nothing of the machine. */
function nameOf(file: string): string {
	return join(basename(dirname(resolve(file))), basename(file));
}
