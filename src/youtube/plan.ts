import { createRandom, mixSeed } from "../base";
import type { Landmarks } from "./landmarks";
import { isFace, type Placed, placeFace } from "./place";
import { hashName } from "./testPeople";

/** A face of the files to write. */
export interface PlannedFace extends Placed {
	/** The frame that it is cut from. */
	frame: string;
	/** Number of its person, 1 the first. */
	group: number;
}

/** The faces of the files to write, in their order. */
export interface FacesPlan {
	training: PlannedFace[];
	/** Of people who are in no training row; they have all labels of their source. */
	test: PlannedFace[];
	/** Frames that are in neither, since a label lies outside of the image. */
	leftOut: number;
}

const TRAINING_ORDER = 1;
const TEST_ORDER = 2;

/**
 * Decides all that is to be decided about the faces: who is tested on, who marks
 * which, where each is cut out, in which order they come. Frames and people are
 * numbered by their names, so that the order of the landmarks does not matter.
 *
 * @param seed same seed, same faces
 * @throws where the landmarks of a frame are all in one place, with its row
 */
export function planFaces(
	landmarks: readonly Landmarks[],
	testPeople: ReadonlySet<string>,
	seed: number,
): FacesPlan {
	const people = [...new Set(landmarks.map(({ person }) => person))].sort();
	const groupOf = new Map(people.map((person, i) => [person, i + 1]));
	const plan: FacesPlan = { training: [], test: [], leftOut: 0 };
	const byName = [...landmarks].sort((a, b) => (a.file < b.file ? -1 : 1));
	for (const [i, { file, person, points, row }] of byName.entries()) {
		const tested = testPeople.has(hashName(person));
		if (!isFace(points))
			throw new Error(
				`planFaces: invalid landmarks of ${file}, row ${row}: eyes and mouth are in one place; expected a face`,
			);
		const placed = placeFace(points, !tested, mixSeed(seed, 0, i));
		const group = groupOf.get(person) as number;
		if (placed)
			plan[tested ? "test" : "training"].push({
				...placed,
				frame: file,
				group,
			});
		else plan.leftOut++;
	}
	createRandom(mixSeed(seed, TRAINING_ORDER)).shuffle(plan.training);
	createRandom(mixSeed(seed, TEST_ORDER)).shuffle(plan.test);
	return plan;
}
