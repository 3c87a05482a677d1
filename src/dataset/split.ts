import { createRandom } from "../base";
import { checkFaces } from "./checkFaces";
import { type Faces, faceCount, selectFaces } from "./faces";
import { labelledFaces } from "./labelled";

/** How {@link splitFaces} splits. */
export interface SplitOptions {
	/** Share of the faces to put aside for validation, in (0, 1); default 0.2. */
	fraction?: number;
	/** Seed of the draw; default 0. */
	seed?: number;
	/** The group of each face, [n]: a group stays whole; default: each face by itself. */
	groups?: Int32Array;
}

/**
 * Splits faces at random into those to train on and those to validate on, both
 * in the order of the file. With groups no group is on both sides: pictures of
 * one person resemble each other, and a validation error on people that the
 * model has seen is too good to be true.
 *
 * The share of validation faces is met to within half a group where groups are
 * small; both sides get at least one group and, where there are labels, one with
 * labels: without them there is nothing to train towards, or to measure by.
 *
 * @throws where the fraction is not in (0, 1), the groups are not one for each
 * face, there is only one group, or only one with labels
 */
export function splitFaces<F extends Faces>(
	faces: F,
	options: SplitOptions = {},
): { training: F; validation: F } {
	const { fraction = 0.2, seed = 0, groups } = options;
	const count = faceCount(faces);
	checkFaces(faces, "splitFaces");
	if (!(fraction > 0 && fraction < 1))
		throw new Error(
			`splitFaces: invalid fraction: ${fraction}; expected a share between 0 and 1`,
		);
	if (groups && groups.length !== count)
		throw new Error(
			`splitFaces: invalid groups: ${groups.length} of them; expected one for each of the ${count} faces`,
		);
	const keys = groups ?? Int32Array.from({ length: count }, (_, i) => i);
	const isLabelled = labelledFaces(faces);
	const labelled = new Set(keys.filter((_, face) => isLabelled[face]));
	const validation = drawGroups(keys, fraction * count, seed, labelled);
	const indices = Array.from(keys, (_, i) => i);
	return {
		training: selectFaces(
			faces,
			indices.filter((i) => !validation.has(keys[i])),
		),
		validation: selectFaces(
			faces,
			indices.filter((i) => validation.has(keys[i])),
		),
	};
}

/** Draws groups in random order, each where it brings the count nearer to what is wanted. */
function drawGroups(
	keys: Int32Array,
	wanted: number,
	seed: number,
	labelled: ReadonlySet<number>,
): Set<number> {
	const sizes = new Map<number, number>();
	for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
	checkGroups(sizes.size, labelled.size, keys.length);
	const order = createRandom(seed).shuffle([...sizes.keys()]);
	const drawn = new Set<number>();
	let count = 0;
	for (const key of order) {
		const size = sizes.get(key) as number;
		if (count + size / 2 > wanted) continue;
		drawn.add(key);
		count += size;
	}
	// Any group will do where none has labels.
	const needed = labelled.size
		? order.filter((key) => labelled.has(key))
		: order;
	if (!needed.some((key) => drawn.has(key))) drawn.add(smallest(needed, sizes));
	if (needed.every((key) => drawn.has(key)))
		drawn.delete(smallest(needed, sizes));
	return drawn;
}

const WITHOUT =
	"to train on all of them and measure none: --hold-out 0 (in a library call `holdOut: 0`)";

function checkGroups(groups: number, labelled: number, faces: number): void {
	if (groups < 2)
		throw new Error(
			`splitFaces: invalid groups: ${faces === 1 ? "there is one face alone" : `all ${faces} faces are of ${groups} group, one person or near-copies`}; expected two or more, one for each side; ${WITHOUT}`,
		);
	if (labelled === 1)
		throw new Error(
			`splitFaces: invalid labels: all faces with labels are of one group, one person or near-copies; expected labels in two or more, one for each side; ${WITHOUT}`,
		);
}

function smallest(order: number[], sizes: Map<number, number>): number {
	const size = (key: number) => sizes.get(key) as number;
	return order.reduce((best, key) => (size(key) < size(best) ? key : best));
}
