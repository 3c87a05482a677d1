import type { Head, Place } from "./head";
import { grey, type Pen } from "./pen";
import type { Person, Shot } from "./person";

const mirrored = ([x, y, z]: Place): Place => [-x, y, z];

/** The outline of the face, from the temple down to the chin and up again. */
function outline(person: Person): Place[] {
	const { faceWidth, jawWidth, chinY } = person;
	const half: Place[] = [
		[0.55, -1.15, -0.1],
		[0.9 * faceWidth, -0.6, -0.3],
		[faceWidth, 0.1, -0.4],
		[0.95 * faceWidth, 0.7, -0.35],
		[jawWidth, 1.25, -0.2],
		[0.35, chinY - 0.06, 0],
	];
	return [
		[0, -1.3, 0],
		...half,
		[0, chinY, 0.08],
		...half.map(mirrored).reverse(),
	];
}

/** Neck, ears and the skin of the face with its hollows and heights. */
export function drawSkin(pen: Pen, person: Person, shot: Shot): void {
	const { skin, chinY, faceWidth, relief } = person;
	pen.fill(
		[
			[-0.6, 1.1, -0.6],
			[0.6, 1.1, -0.6],
			[0.7, 2.2, -0.6],
			[-0.7, 2.2, -0.6],
		],
		grey(skin * 0.72),
	);
	for (const side of [-1, 1]) {
		pen.disc(
			[side * faceWidth * 1.02, 0.3, -0.5],
			0.12,
			0.28,
			grey(skin * 0.8),
		);
	}
	pen.fill(outline(person), grey(skin));
	const shadow = 0.45 * relief;
	for (const side of [-1, 1]) {
		const lit = side * shot.lightX * shot.light;
		pen.spot(
			[side * 0.88, 0.5, -0.2],
			0.5,
			1.3,
			lit > 0 ? 1 : 0,
			Math.abs(lit) * 0.5,
		);
		pen.spot([side * person.eyeX, -0.02, 0], 0.42, 0.26, skin * 0.4, shadow);
		pen.spot([side * 0.55, 0.5, 0.05], 0.4, 0.34, 1, 0.16 + 0.12 * lit);
		pen.spot([side * 0.5, 0.95, 0], 0.16, 0.4, skin * 0.4, shadow * 0.4);
		pen.spot([side * 0.8, 1.35, -0.15], 0.45, 0.55, skin * 0.3, shadow * 0.9);
	}
	pen.spot([0, -0.55, 0.1], 0.7, 0.45, 1, 0.18 - 0.14 * shot.lightY);
	pen.spot([0, 1.38, 0.1], 0.36, 0.12, skin * 0.35, shadow * 0.9);
	pen.spot([0, chinY - 0.18, 0.1], 0.3, 0.2, 1, 0.14);
}

/** Brows, and eyes with lids, whites, irises and a glint. */
export function drawEyes(
	pen: Pen,
	head: Head,
	person: Person,
	shot: Shot,
): void {
	const { points } = head;
	const { eyeWidth, browArch, browThickness, skin, hair } = person;
	const sides = [
		[
			1,
			points.left_eye_center,
			points.left_eye_inner_corner,
			points.left_eye_outer_corner,
		],
		[
			-1,
			points.right_eye_center,
			points.right_eye_inner_corner,
			points.right_eye_outer_corner,
		],
	] as const;
	for (const [side, center, inner, outer] of sides) {
		const [x, y] = center;
		const lid = 0.085 * shot.eyesOpen;
		const upper: Place[] = [
			inner,
			[x - side * 0.4 * eyeWidth, y - lid * 0.8, 0.03],
			[x + side * 0.3 * eyeWidth, y - lid, 0.02],
			outer,
		];
		const lower: Place[] = [
			[x + side * 0.35 * eyeWidth, y + lid * 0.75 + 0.01, 0],
			[x - side * 0.35 * eyeWidth, y + lid * 0.7 + 0.015, 0.02],
		];
		pen.fill([...upper, ...lower], grey(0.35 + 0.55 * skin));
		pen.context.save();
		pen.context.clip();
		const gaze: Place = [x + 0.06 * shot.gazeX, y + 0.03 * shot.gazeY, 0.04];
		pen.disc(gaze, 0.088, 0.088, grey(person.iris));
		pen.disc(gaze, 0.042, 0.042, grey(0.02));
		pen.disc([gaze[0] - 0.03, gaze[1] - 0.035, 0.04], 0.02, 0.02, grey(0.95));
		pen.context.restore();
		pen.line(upper, 0.038, grey(skin * 0.2, 0.9));
		pen.line(
			[inner, ...[...lower].reverse(), outer],
			0.018,
			grey(skin * 0.4, 0.6),
		);
		pen.line(
			[
				[x - side * 0.15, y - lid - 0.05, 0.05],
				[x + side * 0.05, y - lid - 0.075, 0.05],
				[x + side * 0.2, y - lid - 0.03, 0],
			],
			0.02,
			grey(skin * 0.5, 0.6),
		);
	}
	for (const [side, inner, outer] of [
		[1, points.left_eyebrow_inner_end, points.left_eyebrow_outer_end],
		[-1, points.right_eyebrow_inner_end, points.right_eyebrow_outer_end],
	] as const)
		drawBrow(
			pen,
			side,
			inner,
			outer,
			browArch,
			browThickness,
			grey(Math.min(hair, skin * 0.6), 0.85),
		);
}

function drawBrow(
	pen: Pen,
	side: number,
	inner: Place,
	outer: Place,
	arch: number,
	thickness: number,
	style: string,
): void {
	const top = Math.min(inner[1], outer[1]) - arch;
	const t = thickness / 2;
	pen.fill(
		[
			[inner[0], inner[1] + t * 0.8, inner[2]],
			[inner[0] + side * 0.02, inner[1] - t, inner[2]],
			[side * 0.52, top - t * 0.6 + 0.02, 0.08],
			outer,
			[side * 0.52, top + t * 1.4 + 0.02, 0.08],
		],
		style,
	);
}

/** The nose: its bridge's light and shadow, tip, wings and nostrils. */
export function drawNose(
	pen: Pen,
	head: Head,
	person: Person,
	shot: Shot,
): void {
	const { skin, noseWidth, relief } = person;
	const [, tipY] = head.points.nose_tip;
	const baseY = head.noseBase[1];
	const shade = -Math.sign(shot.lightX || 1);
	pen.line(
		[
			[shade * 0.12, -0.05, 0.1],
			[shade * 0.1, 0.3, 0.2],
			[shade * noseWidth * 0.8, tipY - 0.02, 0.2],
		],
		0.07,
		grey(skin * 0.45, 0.25 + 0.3 * relief),
	);
	pen.line(
		[
			[0, 0, 0.18],
			[0, 0.3, 0.28],
			[0, tipY - 0.1, 0.35],
		],
		0.08,
		grey(1, 0.22),
	);
	pen.spot(
		[0, tipY + 0.12, 0.25],
		noseWidth * 1.3,
		0.14,
		skin * 0.4,
		0.35 + 0.2 * relief,
	);
	pen.spot([0, tipY, 0.36], 0.11, 0.1, 1, 0.55);
	for (const side of [-1, 1]) {
		pen.line(
			[
				[side * noseWidth * 0.95, tipY + 0.02, 0.12],
				[side * noseWidth * 1.08, tipY + 0.12, 0.1],
				[side * noseWidth * 0.8, baseY - 0.02, 0.14],
			],
			0.035,
			grey(skin * 0.4, 0.7),
		);
		pen.disc(
			[side * noseWidth * 0.5, baseY - 0.05, 0.22],
			0.06,
			0.032,
			grey(skin * 0.15, 0.9),
		);
	}
	pen.line(
		[
			[-noseWidth * 0.35, baseY - 0.02, 0.2],
			[0, baseY, 0.2],
			[noseWidth * 0.35, baseY - 0.02, 0.2],
		],
		0.03,
		grey(skin * 0.35, 0.7),
	);
}

/** Lips, what is between them, and the folds beside them. */
export function drawMouth(
	pen: Pen,
	head: Head,
	person: Person,
	shot: Shot,
): void {
	const { skin } = person;
	const { points, upperLip, lowerLip } = head;
	const left = points.mouth_left_corner;
	const right = points.mouth_right_corner;
	const top = points.mouth_center_top_lip;
	const bottom = points.mouth_center_bottom_lip;
	const x = left[0];
	const at = (part: number, y: number): Place => [
		part * x,
		y,
		0.1 - 0.1 * Math.abs(part),
	];
	const inner = [at(0.5, upperLip[1]), upperLip, at(-0.5, upperLip[1])];
	const outer = [
		at(0.5, lowerLip[1] - 0.01),
		lowerLip,
		at(-0.5, lowerLip[1] - 0.01),
	];
	if (shot.mouthOpen > 0.02) {
		pen.fill([left, ...inner, right, ...[...outer].reverse()], grey(0.08));
		if (shot.smile > 0)
			pen.line(
				[
					at(0.6, upperLip[1] + 0.03),
					at(0, upperLip[1] + 0.03),
					at(-0.6, upperLip[1] + 0.03),
				],
				0.05,
				grey(0.85),
			);
	}
	pen.fill(
		[
			left,
			at(0.55, top[1] + 0.035),
			at(0.16, top[1] - 0.01),
			top,
			at(-0.16, top[1] - 0.01),
			at(-0.55, top[1] + 0.035),
			right,
			...[...inner].reverse(),
		],
		grey(skin * 0.5),
	);
	pen.fill(
		[
			left,
			...outer,
			right,
			at(-0.5, bottom[1] - 0.035),
			bottom,
			at(0.5, bottom[1] - 0.035),
		],
		grey(skin * 0.64),
	);
	pen.line([left, ...inner, right], 0.025, grey(skin * 0.15, 0.85));
	pen.spot([0, (lowerLip[1] + bottom[1]) / 2, 0.14], 0.2, 0.05, 1, 0.3);
	for (const side of [-1, 1])
		pen.line(
			[
				[side * 0.26, 0.72, 0.1],
				[side * 0.42, 0.88, 0.05],
				[side * (0.5 + 0.05 * shot.smile), 1.02, 0],
			],
			0.03,
			grey(skin * 0.45, 0.15 + 0.5 * Math.max(0, shot.smile) * person.relief),
		);
}

/** Beard and moustache, below what is drawn after them. */
export function drawBeard(pen: Pen, head: Head, person: Person): void {
	const { beard, moustache, hair, chinY } = person;
	const topY = head.points.mouth_center_top_lip[1];
	if (beard > 0) {
		pen.spot([0, chinY - 0.15, 0.05], 0.75, 0.4, hair, beard);
		for (const side of [-1, 1])
			pen.spot([side * 0.72, 1.1, -0.2], 0.34, 0.7, hair, beard * 0.9);
	}
	if (moustache > 0)
		pen.fill(
			[
				[0, topY - 0.12, 0.15],
				[0.3, topY - 0.07, 0.08],
				[0.45, topY + 0.06, 0],
				[0, topY, 0.14],
				[-0.45, topY + 0.06, 0],
				[-0.3, topY - 0.07, 0.08],
			],
			grey(hair, moustache),
		);
}

/** The hair behind the head. */
export function drawBackHair(pen: Pen, person: Person): void {
	const { hair, hairLength, faceWidth, hairline } = person;
	if (hairline >= 2) return;
	const width = faceWidth * (hairLength > 0.5 ? 1.12 : 1);
	const half: Place[] = [
		[0.7, -1.6, -0.6],
		[1.06 * faceWidth, -0.95, -0.6],
		[width, -0.4, -0.6],
		[width, hairLength, -0.6],
		[0.7 * width, hairLength + 0.1, -0.6],
	];
	pen.fill(
		[[0, -1.8, -0.5], ...half, ...half.map(mirrored).reverse()],
		grey(hair),
	);
}

/** The hair on the forehead and the temples. */
export function drawFrontHair(pen: Pen, person: Person): void {
	const { hair, hairline, faceWidth } = person;
	if (hairline >= 2) return;
	pen.fill(
		[
			[0, -1.75, 0],
			[0.75, -1.5, -0.2],
			[1.06 * faceWidth, -0.7, -0.4],
			[faceWidth, -0.15, -0.4],
			[0.86 * faceWidth, -0.45, -0.25],
			[0.55, -hairline, 0.02],
			[-0.1, -hairline - 0.1, 0.06],
			[-0.6, -hairline + 0.05, 0],
			[-0.86 * faceWidth, -0.45, -0.25],
			[-faceWidth, -0.15, -0.4],
			[-1.06 * faceWidth, -0.7, -0.4],
			[-0.75, -1.5, -0.2],
		],
		grey(hair),
	);
	pen.spot([-0.3, -1.15, 0], 0.5, 0.3, 1, 0.16);
}

/** Glasses, for those who wear them. */
export function drawGlasses(pen: Pen, person: Person): void {
	if (!person.glasses) return;
	const style = grey(0.08, 0.9);
	for (const side of [-1, 1]) {
		const x = side * person.eyeX;
		const ring = Array.from({ length: 9 }, (_, i): Place => {
			const angle = (i * Math.PI) / 4;
			return [x + 0.32 * Math.cos(angle), 0.04 + 0.24 * Math.sin(angle), 0.12];
		});
		pen.line(ring, 0.035, style);
		pen.line(
			[
				[side * (person.eyeX + 0.32), 0, 0.1],
				[side * 0.98, 0.02, -0.4],
			],
			0.035,
			style,
		);
	}
	pen.line(
		[
			[-0.2, 0.02, 0.15],
			[0, -0.03, 0.2],
			[0.2, 0.02, 0.15],
		],
		0.035,
		style,
	);
}
