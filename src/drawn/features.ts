import type { Person } from "./person";
import type { Shot } from "./shot";

/** A place on the face as seen from the front: x to the picture's right, y down. */
export type Spot = readonly [x: number, y: number];

/** Where the parts of a face are in one expression. */
export interface Features {
	/** The eye on the picture's right; the other is its mirror image. */
	eye: {
		x: number;
		inner: Spot;
		outer: Spot;
		/** Where the upper and the lower lid cross the eye's middle. */
		upperY: number;
		lowerY: number;
	};
	brow: { inner: Spot; peak: Spot; outer: Spot };
	nose: { tipY: number; baseY: number };
	mouth: {
		/** The middle is pulled to a side. */
		x: number;
		left: Spot;
		right: Spot;
		/** From above: the upper lip's two edges, then the lower lip's. */
		topY: number;
		upperInnerY: number;
		lowerInnerY: number;
		bottomY: number;
		/** How far the lips are apart. */
		gap: number;
	};
	chinY: number;
}

/** The middle between the eyes to the middle of an eye. */
export const EYE_X = 0.5;

/** Puts a person's features where an expression moves them. */
export function createFeatures(
	person: Person,
	{ expression }: Pick<Shot, "expression">,
): Features {
	const { smile, pucker, mouthOpen, browRaise, frown } = expression;
	// A smile narrows the eyes and thins the lips; pursing does the opposite.
	const open = expression.eyesOpen * (1 - 0.18 * Math.max(0, smile));
	const width =
		person.mouthWidth *
		(1 + 0.16 * smile - 0.34 * pucker - 0.25 * Math.min(0.4, mouthOpen));
	const thin = 1 - 0.22 * Math.max(0, smile) + 0.25 * pucker;
	const upperLip = person.upperLip * thin;
	const lowerLip = person.lowerLip * thin;
	const middleY = person.mouthY - 0.03 * smile;
	const gap = mouthOpen + 0.05 * Math.max(0, smile - 0.5);
	const cornerY = middleY + 0.01 - 0.08 * smile + 0.36 * gap;
	const lean = 0.05 * expression.crooked;
	const browY = person.browY - browRaise;
	return {
		eye: {
			x: EYE_X,
			inner: [EYE_X - person.eyeWidth, 0.02],
			outer: [EYE_X + person.eyeWidth, 0.015 - person.eyeSlant],
			upperY: 0.03 - (person.upperLid + 0.015) * open,
			lowerY: person.lowerLid + 0.012 - 0.02 * Math.max(0, smile),
		},
		brow: {
			inner: [person.browInnerX - 0.04 * frown, browY + 0.045 * frown],
			peak: [0.62, browY - person.browArch],
			outer: [person.browOuterX, browY + 0.06 - 0.4 * browRaise],
		},
		nose: {
			tipY: person.noseTipY,
			baseY: person.noseTipY + 0.175,
		},
		mouth: {
			x: 0.4 * lean,
			left: [width + lean, cornerY - 0.5 * lean],
			right: [-width + lean, cornerY + 0.5 * lean],
			topY: middleY - upperLip - 0.1 * gap,
			upperInnerY: middleY - 0.1 * gap,
			lowerInnerY: middleY + 0.9 * gap,
			bottomY: middleY + 0.9 * gap + lowerLip,
			gap,
		},
		chinY: person.chinY + 0.75 * gap,
	};
}
