import { clamp, createCurve, smoothStep } from "./curve";
import type { Features } from "./features";
import type { Person } from "./person";
import type { Shot } from "./shot";

/**
 * A place on the head: x to the picture's right, y down, z towards the viewer,
 * from the middle between the eyes, in distances between the eyes.
 */
export type Place = readonly [x: number, y: number, z: number];

/** The skin of a head, a surface over the angle about the vertical axis and the height. */
export interface Head {
	/** The place at an angle (0 is the middle of the face) and a height. */
	at(angle: number, y: number): Place;
	/** The angle of what stands at x when seen from the front. */
	angleOf(x: number, y: number): number;
	/** Half the width of the head at a height. */
	width(y: number): number;
	/** The place of a spot of the face as seen from the front. */
	place(x: number, y: number): Place;
	/** How far the features stand out from the plain skull. */
	relief(x: number, y: number): number;
}

/** Where the skull ends above. */
export const CROWN_Y = -1.95;
/** The head turns about this axis; also the depth of the ears. */
export const AXIS_Z = -1.15;

/** Builds a person's head in one expression. */
export function createHead(
	person: Person,
	shot: Pick<Shot, "expression">,
	features: Features,
): Head {
	const { cheekWidth, templeWidth, jawWidth, chinWidth } = person;
	const { chinY } = features;
	const drop = chinY - person.chinY;
	const width = createCurve([
		[CROWN_Y, 0.05],
		[-1.8, 0.5],
		[-1.45, 0.88],
		[-0.95, 1.06 * templeWidth],
		[-0.4, templeWidth * 1.02],
		[0.15, cheekWidth],
		[0.6, cheekWidth * 0.975],
		[1.05 + 0.2 * drop, jawWidth * 1.02],
		[1.4 + 0.6 * drop, 0.55 * jawWidth + 0.45 * chinWidth + 0.06],
		[chinY - 0.12, chinWidth],
		[chinY, chinWidth * 0.6],
		[chinY + 0.05, 0.08],
	]);
	const front = createCurve([
		[CROWN_Y, AXIS_Z],
		[-1.8, -0.62 - person.forehead],
		[-1.45, -0.18 - person.forehead],
		[-0.95, 0.14 - person.forehead],
		[-0.45, 0.1],
		[-0.2, 0.12],
		[0.05, 0.08],
		[0.5, 0.1],
		[0.9, 0.14],
		[1.1, 0.15],
		[1.38 + 0.7 * drop, 0.08],
		[chinY - 0.17, person.chinDepth],
		[chinY - 0.04, person.chinDepth - 0.08],
		[chinY + 0.05, -0.45],
	]);
	// Below the corner of the jaw the ring closes towards the chin.
	const axis = createCurve([
		[0.9, AXIS_Z],
		[1.3, -1],
		[chinY, -0.45],
	]);
	const relief = createRelief(person, shot, features);
	// Meshes ask row by row.
	let ring = { y: Number.NaN, width: 0, front: 0, back: 0 };
	const ringAt = (y: number) => {
		if (ring.y !== y)
			ring = { y, width: width(y), front: front(y), back: axis(y) };
		return ring;
	};
	const angleOf = (x: number, y: number) =>
		Math.asin(clamp(x / Math.max(0.05, width(y)), -1, 1));
	const at = (angle: number, y: number): Place => {
		const sin = Math.sin(angle);
		const cos = Math.cos(angle);
		const { width, front, back } = ringAt(y);
		const x = width * sin;
		const flat = cos > 0 ? 1 + 0.2 * sin * sin : 1;
		const z = back + (front - back) * cos * flat;
		return [x, y, cos > 0 ? z + relief(x, y) * smoothStep(0, 0.35, cos) : z];
	};
	return {
		at,
		angleOf,
		width,
		relief,
		place: (x, y) => at(angleOf(x, y), y),
	};
}

/** A round hill of height 1. */
function hill(
	x: number,
	y: number,
	atX: number,
	atY: number,
	radiusX: number,
	radiusY: number,
): number {
	const dx = (x - atX) / radiusX;
	const dy = (y - atY) / radiusY;
	const square = dx * dx + dy * dy;
	return square > 9 ? 0 : Math.exp(-square);
}

function createRelief(
	person: Person,
	{ expression }: Pick<Shot, "expression">,
	features: Features,
): (x: number, y: number) => number {
	const { eye, brow, nose, mouth, chinY } = features;
	const { socketDepth, browRidge, cheekbones, fullness } = person;
	const noseAt = createNose(person, features);
	const smile = Math.max(0, expression.smile);
	const folds = 0.02 + 0.03 * smile + 0.03 * person.wrinkles;
	return (x, y) => {
		const side = Math.abs(x);
		let z = 0;
		if (y > -0.9 && y < 0.55) {
			z -= socketDepth * hill(side, y, 0.42, -0.04, 0.26, 0.15);
			z += 0.085 * hill(side, y, eye.x, 0, 0.2, 0.13);
			z += browRidge * hill(side, y, 0.42, brow.peak[1] + 0.06, 0.36, 0.1);
			z -= 0.03 * hill(side, y, 0.55, 0.2, 0.25, 0.07) * person.wrinkles;
			z -= 0.02 * expression.frown * hill(x, y, 0, brow.inner[1], 0.06, 0.1);
		}
		if (y > -0.25 && y < 1.1) z += noseAt(x, y);
		if (y > 0 && y < 1.7) {
			z += cheekbones * hill(side, y, 0.74, 0.36, 0.25, 0.18);
			z += 0.07 * fullness * hill(side, y, 0.66, 0.95, 0.26, 0.34);
			z += 0.08 * smile * hill(side, y, 0.6, 0.62, 0.2, 0.18);
			// The fold from the wing of the nose to beside the mouth.
			const foldX = 0.27 + 0.24 * smoothStep(0.6, 1.15, y) + 0.05 * smile;
			z -=
				folds *
				Math.exp(-(((side - foldX) / 0.045) ** 2)) *
				smoothStep(0.55, 0.7, y) *
				(1 - smoothStep(0.95, 1.25, y));
		}
		if (y > 0.7) z += mouthRelief(person, mouth, expression.pucker, x, y);
		z += 0.05 * hill(x, y, 0, chinY - 0.2, 0.22, 0.13);
		z -= 0.045 * hill(x, y, 0, mouth.bottomY + 0.075, 0.26, 0.05);
		z -= 0.02 * hill(x, y, 0, (nose.baseY + mouth.topY) / 2, 0.05, 0.1);
		return z;
	};
}

function createNose(
	person: Person,
	{ nose }: Features,
): (x: number, y: number) => number {
	const { noseHeight, noseWidth, noseBend, noseBridge } = person;
	const root = -0.12;
	return (x, y) => {
		const side = Math.abs(x);
		if (side > 0.6) return 0;
		const t = (y - root) / (nose.tipY - root);
		const rise =
			t <= 0
				? 0.1 * smoothStep(-0.4, 0, t)
				: t < 1
					? 0.1 + 0.9 * t ** 1.15 + 0.22 * noseBend * t * (1 - t)
					: 1 - smoothStep(0, 0.2, y - nose.tipY) * 0.96;
		const width =
			noseBridge + (0.62 * noseWidth - noseBridge) * clamp(t, 0, 1) ** 1.5;
		const back = noseHeight * rise * Math.exp(-((side / (1.25 * width)) ** 2));
		const wing =
			0.4 *
			noseHeight *
			hill(
				side,
				y,
				0.66 * noseWidth,
				nose.baseY - 0.075,
				0.36 * noseWidth,
				0.085,
			);
		const tip = 0.045 * hill(x, y, 0, nose.tipY + 0.01, 0.1, 0.085);
		return y > nose.baseY + 0.12 ? 0 : back + wing + tip;
	};
}

function mouthRelief(
	person: Person,
	mouth: Features["mouth"],
	pucker: number,
	x: number,
	y: number,
): number {
	const halfWidth = (mouth.left[0] - mouth.right[0]) / 2;
	const along = (x - (mouth.left[0] + mouth.right[0]) / 2) / halfWidth;
	if (Math.abs(along) > 1.6) return 0;
	const bow = Math.max(0, 1 - along * along);
	const cornerY = (mouth.left[1] + mouth.right[1]) / 2;
	const bend = (middleY: number) => middleY * bow + cornerY * (1 - bow);
	const upper = bend((mouth.topY + mouth.upperInnerY) / 2);
	const lower = bend((mouth.lowerInnerY + mouth.bottomY) / 2);
	const ridge = (at: number, thickness: number) =>
		Math.exp(-(((y - at) / Math.max(0.03, thickness)) ** 2));
	const fade = Math.sqrt(bow);
	const height = person.lipHeight * (1 + 1.2 * pucker);
	let z =
		fade *
		height *
		(ridge(upper, 0.75 * (mouth.upperInnerY - mouth.topY)) +
			ridge(lower, 0.7 * (mouth.bottomY - mouth.lowerInnerY)));
	z -=
		0.05 *
		fade *
		ridge(
			bend((mouth.upperInnerY + mouth.lowerInnerY) / 2),
			0.025 + mouth.gap / 2,
		) *
		(mouth.gap > 0.02 ? 2.5 : 1);
	return (
		z +
		0.05 * Math.exp(-((along / 0.9) ** 2) - ((y - upper - 0.05) / 0.35) ** 2)
	);
}
