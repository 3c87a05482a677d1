import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { giveTurn } from "../base";
import {
	type Leaf,
	plantLeaves,
	squaredGap,
	squaredGapOfBoxes,
} from "./leaves";

/** Two vectors, the first of which comes first. */
export interface Pair {
	a: number;
	b: number;
	/** Their dot product. */
	likeness: number;
}

/** What {@link findNeighbours} looks for. */
export interface NeighbourOptions {
	/** Numbers of a vector; a multiple of four. */
	width: number;
	/** Neighbours that each vector has at most. */
	most: number;
	/** Dot product of a vector and its neighbour, at least. */
	threshold: number;
	/** Called now and then with the number of vectors that are done. */
	onProgress?: (done: number) => void;
}

/** Numbers of a shadow: principal components, and the norm of the rest. */
const SHADOW = 20;
const COMPONENTS = SHADOW - 1;
/** Vectors from which the components are computed. */
const SAMPLED = 2000;
/** More than rounding to float32 adds to a product or a squared distance. */
const SLACK = 1e-4;

/**
 * Finds the neighbours of each vector: those with the largest dot products, the
 * earlier one where two are equal. None is missed. Vectors cast shadows of 20
 * numbers, which lie as near each other as the vectors or nearer; near shadows
 * are gathered in leaves, and a leaf is looked at only where it may hold a nearer
 * one than those found. How many that are depends on how alike the vectors are:
 * with the most neighbours found close by, few.
 *
 * @param vectors [n, width], each of norm 1 or 0
 * @returns all pairs of neighbours once, the most alike first
 */
export async function findNeighbours(
	vectors: Float32Array,
	{ width, most, threshold, onProgress }: NeighbourOptions,
): Promise<Pair[]> {
	const count = vectors.length / width;
	const leaves = plantLeaves(await castShadows(vectors, width), SHADOW);
	const lists = new NeighbourLists(count, most, threshold);
	const meetings = meet(leaves);
	for (const [done, { one, two, gap }] of meetings.entries()) {
		const reach = Math.max(reachOfAll(one, lists), reachOfAll(two, lists));
		if (gap <= reach) compare(one, two, reach, lists, vectors, width);
		if (done % MEETINGS_A_TURN !== 0) continue;
		onProgress?.((count * done) / meetings.length);
		await giveTurn();
	}
	return lists.pairs();
}

const MEETINGS_A_TURN = 20;

interface Meeting {
	one: Leaf;
	two: Leaf;
	/** The squared distance of their boxes. */
	gap: number;
}

/** All pairs of leaves, each with itself as well, the nearest first: far ones then need not be looked at. */
function meet(leaves: Leaf[]): Meeting[] {
	return leaves
		.flatMap((one, i) =>
			leaves.slice(i).map((two, j) => ({
				one,
				two,
				gap: j === 0 ? -1 : squaredGapOfBoxes(one, two),
			})),
		)
		.sort((a, b) => a.gap - b.gap);
}

/** Compares all of a leaf with all of another, and each pair once. */
function compare(
	one: Leaf,
	two: Leaf,
	reach: number,
	lists: NeighbourLists,
	vectors: Float32Array,
	width: number,
): void {
	const { least } = lists;
	for (let i = 0; i < one.members.length; i++) {
		const face = one.members[i];
		const at = i * SHADOW;
		const own = one.points.subarray(at, at + SHADOW);
		if (squaredGap(own, two) > reach) continue;
		for (let j = one === two ? i + 1 : 0; j < two.members.length; j++) {
			const mate = two.members[j];
			const wanted = Math.min(least[face], least[mate]) - SLACK;
			// What is not in the components adds at most the product of its norms.
			const most = dot(own, 0, two.points, j * SHADOW, SHADOW);
			if (most < wanted) continue;
			const likeness = dot(vectors, face * width, vectors, mate * width, width);
			lists.offer(face, mate, likeness);
			lists.offer(mate, face, likeness);
		}
	}
}

/** The squared distance within which a neighbour of any in a leaf may lie. */
function reachOfAll({ members }: Leaf, { least }: NeighbourLists): number {
	// Of vectors of norm 1 with this dot product it is the squared distance.
	return members.reduce(
		(most, face) => Math.max(most, 2 - 2 * least[face] + SLACK),
		0,
	);
}

/** The best neighbours of each vector so far, the best first. */
class NeighbourLists {
	private readonly mates: Int32Array;
	private readonly likeness: Float64Array;
	private readonly lengths: Int32Array;
	/** The dot product that a further neighbour of each must have, at least. */
	readonly least: Float64Array;

	constructor(
		private readonly count: number,
		private readonly most: number,
		threshold: number,
	) {
		this.mates = new Int32Array(count * most);
		this.likeness = new Float64Array(count * most);
		this.lengths = new Int32Array(count);
		this.least = new Float64Array(count).fill(threshold);
	}

	offer(face: number, mate: number, likeness: number): void {
		if (likeness < this.least[face]) return;
		const { mates, likeness: known, most } = this;
		const first = face * most;
		let at = first + this.lengths[face];
		while (
			at > first &&
			(known[at - 1] < likeness ||
				(known[at - 1] === likeness && mates[at - 1] > mate))
		)
			at--;
		if (at === first + most) return;
		if (this.lengths[face] < most) this.lengths[face]++;
		const last = first + this.lengths[face] - 1;
		mates.copyWithin(at + 1, at, last);
		known.copyWithin(at + 1, at, last);
		mates[at] = mate;
		known[at] = likeness;
		if (this.lengths[face] === most) this.least[face] = known[last];
	}

	pairs(): Pair[] {
		const pairs: Pair[] = [];
		for (let face = 0; face < this.count; face++) {
			const mates = this.matesOf(face);
			mates.forEach((mate, i) => {
				if (mate < face && this.matesOf(mate).includes(face)) return; // is there already
				const [a, b] = face < mate ? [face, mate] : [mate, face];
				pairs.push({ a, b, likeness: this.likeness[face * this.most + i] });
			});
		}
		return pairs.sort(
			(p, q) => q.likeness - p.likeness || p.a - q.a || p.b - q.b,
		);
	}

	private matesOf(face: number): Int32Array {
		const first = face * this.most;
		return this.mates.subarray(first, first + this.lengths[face]);
	}
}

/** Each vector's components along the directions in which most differ, and the norm of the rest: [n, 20]. */
async function castShadows(
	vectors: Float32Array,
	width: number,
): Promise<Float32Array> {
	const count = vectors.length / width;
	const axes = principalAxes(vectors, width);
	const shadows = new Float32Array(count * SHADOW);
	for (let face = 0; face < count; face++) {
		const vector = vectors.subarray(face * width, (face + 1) * width);
		let rest = vector.reduce((sum, x) => sum + x * x, 0);
		axes.forEach((axis, i) => {
			let sum = 0;
			for (let j = 0; j < width; j++) sum += axis[j] * vector[j];
			shadows[face * SHADOW + i] = sum;
			rest -= sum * sum;
		});
		shadows[face * SHADOW + COMPONENTS] = Math.sqrt(Math.max(0, rest));
		if (face % SAMPLED === 0) await giveTurn();
	}
	return shadows;
}

function principalAxes(vectors: Float32Array, width: number): Float64Array[] {
	const count = vectors.length / width;
	const step = Math.max(1, Math.floor(count / SAMPLED));
	const products = Matrix.zeros(width, width);
	for (let face = 0; face < count; face += step) {
		const vector = vectors.subarray(face * width, (face + 1) * width);
		for (let i = 0; i < width; i++)
			for (let j = 0; j <= i; j++)
				products.set(i, j, products.get(i, j) + vector[i] * vector[j]);
	}
	for (let i = 0; i < width; i++)
		for (let j = 0; j < i; j++) products.set(j, i, products.get(i, j));
	// Its values rise.
	const { eigenvectorMatrix } = new EigenvalueDecomposition(products, {
		assumeSymmetric: true,
	});
	return Array.from({ length: COMPONENTS }, (_, i) =>
		Float64Array.from(eigenvectorMatrix.getColumn(width - 1 - i)),
	);
}

/** The dot product of two vectors, in four sums that the processor can add at once. */
function dot(
	one: Float32Array,
	a: number,
	two: Float32Array,
	b: number,
	width: number,
): number {
	let s0 = 0;
	let s1 = 0;
	let s2 = 0;
	let s3 = 0;
	for (let i = 0; i < width; i += 4) {
		s0 += one[a + i] * two[b + i];
		s1 += one[a + i + 1] * two[b + i + 1];
		s2 += one[a + i + 2] * two[b + i + 2];
		s3 += one[a + i + 3] * two[b + i + 3];
	}
	return s0 + s1 + s2 + s3;
}
