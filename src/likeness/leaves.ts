import { giveTurn } from "../base";

/** A few points that lie close together, and the box around them. */
export interface Leaf {
	/** Numbers of the points. */
	members: Int32Array;
	/** Their coordinates, [members, size], once more: side by side they are read faster. */
	points: Float32Array;
	/** Norms of what is behind the first eight coordinates, [members]. */
	rests: Float32Array;
	/** The least and the greatest of each coordinate, [size]. */
	lowest: Float32Array;
	highest: Float32Array;
}

/** Points that a leaf has at most. */
export const LEAF_POINTS = 64;
/** Coordinates that tell most of what is far apart. */
const HEAD = 8;
/** Leaves between two turns for everything else that waits. */
export const LEAVES_A_TURN = 20;

/**
 * Parts points into leaves, by halving them again and again along the coordinate
 * in which they differ most (as a k-d tree does; Bentley 1975,
 * https://doi.org/10.1145/361002.361007).
 *
 * @param points [n, size]
 */
export async function plantLeaves(
	points: Float32Array,
	size: number,
): Promise<Leaf[]> {
	const order = Int32Array.from({ length: points.length / size }, (_, i) => i);
	const leaves: Leaf[] = [];
	const split = async (members: Int32Array): Promise<void> => {
		if (members.length <= LEAF_POINTS) {
			leaves.push(leafOf(members, points, size));
			if (leaves.length % LEAVES_A_TURN === 0) await giveTurn();
			return;
		}
		const along = widest(boxOf(members, points, size));
		members.sort((a, b) => points[a * size + along] - points[b * size + along]);
		if (members.length > LEAVES_A_TURN * LEAF_POINTS) await giveTurn();
		const middle = members.length >> 1;
		await split(members.subarray(0, middle));
		await split(members.subarray(middle));
	};
	if (order.length > 0) await split(order);
	return leaves;
}

function leafOf(members: Int32Array, points: Float32Array, size: number): Leaf {
	const own = new Float32Array(members.length * size);
	members.forEach((member, i) => {
		own.set(points.subarray(member * size, (member + 1) * size), i * size);
	});
	const rests = Float32Array.from(members, (_, i) =>
		Math.hypot(...own.subarray(i * size + HEAD, (i + 1) * size)),
	);
	return { members, points: own, rests, ...boxOf(members, points, size) };
}

function boxOf(
	members: Int32Array,
	points: Float32Array,
	size: number,
): Pick<Leaf, "lowest" | "highest"> {
	const lowest = new Float32Array(size).fill(Number.POSITIVE_INFINITY);
	const highest = new Float32Array(size).fill(Number.NEGATIVE_INFINITY);
	for (const member of members)
		for (let j = 0; j < size; j++) {
			const value = points[member * size + j];
			lowest[j] = Math.min(lowest[j], value);
			highest[j] = Math.max(highest[j], value);
		}
	return { lowest, highest };
}

function widest({ lowest, highest }: Pick<Leaf, "lowest" | "highest">): number {
	const widths = lowest.map((low, i) => highest[i] - low);
	return widths.indexOf(Math.max(...widths));
}

/** The squared distance of a point from a leaf's box; 0 inside. */
export function squaredGap(
	point: Float32Array,
	{ lowest, highest }: Leaf,
): number {
	let sum = 0;
	for (let i = 0; i < point.length; i++) {
		const gap = Math.max(lowest[i] - point[i], point[i] - highest[i], 0);
		sum += gap * gap;
	}
	return sum;
}

/** The squared distance of two leaves' boxes; 0 where they meet. */
export function squaredGapOfBoxes(one: Leaf, two: Leaf): number {
	let sum = 0;
	for (let i = 0; i < one.lowest.length; i++) {
		const gap = Math.max(
			one.lowest[i] - two.highest[i],
			two.lowest[i] - one.highest[i],
			0,
		);
		sum += gap * gap;
	}
	return sum;
}

/**
 * Of each leaf the numbers of those nearest to it, by the distance of their boxes
 * and, where these meet, of their middles; itself first.
 *
 * @param most that each has, itself included
 */
export async function nearestLeaves(
	leaves: Leaf[],
	most: number,
): Promise<Int32Array[]> {
	const nearest: Int32Array[] = [];
	for (const [i, one] of leaves.entries()) {
		const gaps = Float64Array.from(leaves, (two, j) =>
			i === j ? -1 : squaredGapOfBoxes(one, two),
		);
		// Numbers alone are sorted many times faster than by a function.
		const farthest = gaps.slice().sort()[Math.min(most, gaps.length) - 1];
		const near = Int32Array.from(gaps.keys()).filter(
			(j) => gaps[j] <= farthest,
		);
		const away = leaves.map((two) => squaredWay(one, two));
		near.sort((a, b) => gaps[a] - gaps[b] || away[a] - away[b] || a - b);
		nearest.push(near.slice(0, most));
		if (i % LEAVES_A_TURN === 0) await giveTurn();
	}
	return nearest;
}

/** The squared distance of the middles of two leaves' boxes. */
function squaredWay(one: Leaf, two: Leaf): number {
	let sum = 0;
	for (let i = 0; i < one.lowest.length; i++) {
		const way = one.lowest[i] + one.highest[i] - two.lowest[i] - two.highest[i];
		sum += (way / 2) ** 2;
	}
	return sum;
}
