/** A few points that lie close together, and the box around them. */
export interface Leaf {
	/** Numbers of the points. */
	members: Int32Array;
	/** Their coordinates, [members, size], once more: side by side they are read faster. */
	points: Float32Array;
	/** The least and the greatest of each coordinate, [size]. */
	lowest: Float32Array;
	highest: Float32Array;
}

/** Points that a leaf has at most. */
const LEAF_POINTS = 64;

/**
 * Parts points into leaves, by halving them again and again along the coordinate
 * in which they differ most (as a k-d tree does; Bentley 1975,
 * https://doi.org/10.1145/361002.361007).
 *
 * @param points [n, size]
 */
export function plantLeaves(points: Float32Array, size: number): Leaf[] {
	const order = Int32Array.from({ length: points.length / size }, (_, i) => i);
	const leaves: Leaf[] = [];
	const split = (members: Int32Array): void => {
		const leaf = leafOf(members, points, size);
		if (members.length <= LEAF_POINTS) {
			leaves.push(leaf);
			return;
		}
		const along = widest(leaf);
		members.sort((a, b) => points[a * size + along] - points[b * size + along]);
		const middle = members.length >> 1;
		split(members.subarray(0, middle));
		split(members.subarray(middle));
	};
	if (order.length > 0) split(order);
	return leaves;
}

function leafOf(members: Int32Array, points: Float32Array, size: number): Leaf {
	const own = new Float32Array(members.length * size);
	const lowest = new Float32Array(size).fill(Number.POSITIVE_INFINITY);
	const highest = new Float32Array(size).fill(Number.NEGATIVE_INFINITY);
	members.forEach((member, i) => {
		const point = points.subarray(member * size, (member + 1) * size);
		own.set(point, i * size);
		for (let j = 0; j < size; j++) {
			lowest[j] = Math.min(lowest[j], point[j]);
			highest[j] = Math.max(highest[j], point[j]);
		}
	});
	return { members, points: own, lowest, highest };
}

function widest({ lowest, highest }: Leaf): number {
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
