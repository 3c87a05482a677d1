import { createProgress } from "../base";
import { IMAGE_PIXELS } from "../face";
import { EXACT_COUNT, findNeighbours, type Pair } from "./neighbours";
import { THUMBNAIL_PIXELS, thumbnailsOf } from "./thumbnails";

/** How {@link groupImages} groups. */
export interface LikenessOptions {
	/** Correlation from which two faces are alike, in [-1, 1]; default 0.65. */
	threshold?: number;
	/** Faces that a group may hold; default 20. */
	largest?: number;
	/** Show a progress bar on a terminal where it takes longer than a second; default false. */
	progress?: boolean;
}

/** Each face may be joined to so many, those most like it. */
const NEIGHBOURS = 12;

/**
 * Groups faces by how alike their images are, so that near-copies (frames of one
 * video, a picture that is there twice) do not land on both sides of a split:
 * thumbnails of 12x12, turned and scaled by the eyes where these are labelled,
 * less their own mean and the mean thumbnail, are correlated, and from the most
 * alike pair on two groups become one unless that would hold more than `largest`
 * faces.
 *
 * It finds near-copies, not people. Measured on 2,772 video frames of 278 known
 * people: of the pairs of one person that correlate by 0.8 or more 97 % end in one
 * group, by 0.7 or more 86 %, of all pairs of one person 20 %; where the most
 * alike face is one of the same person, as for 77 % of the faces, it stays with it
 * in 96 %. 528 groups came out, and 86 % of the pairs within them are strangers,
 * which costs nothing but a coarser draw.
 *
 * Of more than 8,192 faces each is compared with the likeliest alone, 4,000 of them
 * or more. Measured on 22,176 (the 2,772 and altered copies of them): of
 * the pairs that correlate by 0.8 or more 79.5 % ended in one group, as they did
 * where all were compared; the others are in crowds larger than a group may be.
 *
 * @param images grey values 0-255, [n, 96, 96]
 * @param labels [n, 30] in pixels, NaN where missing; undefined where there are none
 * @param caller the function to name in messages
 * @returns the group of each face, [n], numbered from 0 in order of appearance
 * @throws where the threshold is not in [-1, 1] or `largest` is below 1
 */
export async function groupImages(
	images: Uint8Array,
	labels: Float32Array | undefined,
	caller: string,
	options: LikenessOptions = {},
): Promise<Int32Array> {
	const { threshold = 0.65, largest = 20, progress = false } = options;
	if (!(threshold >= -1 && threshold <= 1))
		throw new Error(
			`${caller}: invalid threshold: ${threshold}; expected a correlation from -1 to 1`,
		);
	if (!(largest >= 1))
		throw new Error(
			`${caller}: invalid largest: ${largest}; expected at least 1`,
		);
	const count = images.length / IMAGE_PIXELS;
	const display = progress
		? createProgress({ label: "comparing faces", total: count, unit: "faces" })
		: undefined;
	try {
		const pairs = await findNeighbours(await thumbnailsOf(images, labels), {
			width: THUMBNAIL_PIXELS,
			most: NEIGHBOURS,
			threshold,
			onProgress: (done) => display?.update(done),
		});
		return joinGroups(pairs, count, largest);
	} finally {
		display?.stop();
	}
}

/** How {@link groupImages} groups so many faces, in words. */
export function describeLikeness(count: number): string {
	return count <= EXACT_COUNT
		? "by how alike the images are"
		: `by how alike the images are (of more than ${EXACT_COUNT} faces each is compared with the likeliest alone, so that a near-copy may be missed)`;
}

/** Joins the groups of each pair in turn, unless they would grow too large together. */
function joinGroups(pairs: Pair[], count: number, largest: number): Int32Array {
	const parent = Int32Array.from({ length: count }, (_, face) => face);
	const size = new Int32Array(count).fill(1);
	const rootOf = (face: number): number => {
		let root = face;
		while (parent[root] !== root) {
			parent[root] = parent[parent[root]];
			root = parent[root];
		}
		return root;
	};
	for (const { a, b } of pairs) {
		const [first, second] = [rootOf(a), rootOf(b)];
		if (first === second || size[first] + size[second] > largest) continue;
		parent[second] = first;
		size[first] += size[second];
	}
	const numbers = new Map<number, number>();
	return parent.map((_, face) => {
		const root = rootOf(face);
		if (!numbers.has(root)) numbers.set(root, numbers.size);
		return numbers.get(root) as number;
	});
}
