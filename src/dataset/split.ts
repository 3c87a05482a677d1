import { checkFaces } from "./checkFaces";
import { type Faces, faceCount, selectFaces } from "./faces";
import { createRandom } from "./random";

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
 * small; both sides get at least one group.
 *
 * @throws where the fraction is not in (0, 1), the groups are not one for each
 * face, or there is only one group
 */
export function splitFaces(
	faces: Faces,
	options: SplitOptions = {},
): { training: Faces; validation: Faces } {
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
	const validation = drawGroups(keys, fraction * count, seed);
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
): Set<number> {
	const sizes = new Map<number, number>();
	for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1);
	if (sizes.size < 2)
		throw new Error(
			`splitFaces: invalid groups: ${sizes.size}; expected two or more, one for each side`,
		);
	const order = createRandom(seed).shuffle([...sizes.keys()]);
	const drawn = new Set<number>();
	let count = 0;
	for (const key of order) {
		const size = sizes.get(key) as number;
		if (count + size / 2 > wanted) continue;
		drawn.add(key);
		count += size;
	}
	if (drawn.size === 0) drawn.add(smallest(order, sizes));
	if (drawn.size === sizes.size) drawn.delete(smallest(order, sizes));
	return drawn;
}

function smallest(order: number[], sizes: Map<number, number>): number {
	const size = (key: number) => sizes.get(key) as number;
	return order.reduce((best, key) => (size(key) < size(best) ? key : best));
}
