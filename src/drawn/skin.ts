import { grey, MAP_HEIGHT, MAP_WIDTH, type MapPen } from "./skinMap";

/** The skin with its uneven colour, wrinkles and shadows that colour makes. */
export function drawSkin(pen: MapPen): void {
	const { context, person, features, random } = pen;
	const { skin } = person;
	context.fillStyle = grey(skin);
	context.fillRect(0, 0, MAP_WIDTH, MAP_HEIGHT);
	drawMoles(pen);
	const { mouth, nose, chinY } = features;
	pen.bothSides((side) => {
		pen.soft(side * 0.6, 0.62, 0.4, 0.35, skin * 0.75, 0.3 * random.uniform());
		pen.soft(side * 0.42, -0.02, 0.34, 0.2, skin * 0.62, 0.35);
		pen.soft(side * 0.47, 0.17, 0.24, 0.12, skin * 0.5, 0.5 * person.eyeRings);
	});
	pen.soft(0, nose.tipY, 0.22, 0.2, skin * 0.8, 0.3);
	pen.soft(0, mouth.bottomY + 0.09, 0.3, 0.09, skin * 0.6, 0.4);
	pen.soft(0, chinY - 0.1, 0.5, 0.3, skin * 0.85, 0.2);
	drawWrinkles(pen);
	drawNostrils(pen);
}

/** A few moles. */
function drawMoles(pen: MapPen): void {
	const { person, random } = pen;
	const { uniform } = random;
	const moles = Math.floor(uniform(0, 5) ** 1.2);
	for (let i = 0; i < moles; i++) {
		const size = uniform(0.012, 0.035);
		pen.soft(
			uniform(-0.9, 0.9),
			uniform(-0.7, 1.6),
			size,
			size,
			person.skin * 0.45,
			uniform(0.3, 0.9),
		);
	}
}

function drawWrinkles(pen: MapPen): void {
	const { person, shot, features, random } = pen;
	const { uniform } = random;
	const { expression } = shot;
	const dark = (alpha: number) => grey(person.skin * 0.5, alpha);
	const age = person.wrinkles;
	const raised = Math.max(0, expression.browRaise / 0.1);
	const lines = 2 + Math.floor(3 * uniform());
	for (let i = 0; i < lines; i++) {
		const y = features.brow.peak[1] - 0.16 - 0.11 * i;
		const sag = uniform(-0.02, 0.02);
		pen.line(
			[
				[-uniform(0.3, 0.6), y + 0.02],
				[-0.15, y - 0.02 + sag],
				[0.15, y + sag],
				[uniform(0.3, 0.6), y + 0.02],
			],
			0.02,
			dark(0.3 * age + 0.25 * raised),
		);
	}
	const frown = 0.5 * expression.frown * (0.4 + age);
	const smile = Math.max(0, expression.smile);
	pen.bothSides((side) => {
		pen.line(
			[
				[side * 0.07, -0.34],
				[side * 0.06, -0.2],
			],
			0.025,
			dark(frown),
		);
		for (let i = -1; i < 2; i++)
			pen.line(
				[
					[side * 0.76, 0.02 + 0.03 * i],
					[side * 0.9, 0.02 + 0.07 * i],
				],
				0.014,
				dark(0.4 * age * (0.3 + smile)),
			);
		// The fold beside the mouth, soft at its edges.
		const corner = side > 0 ? features.mouth.left : features.mouth.right;
		for (const width of [0.03, 0.075])
			pen.line(
				[
					[side * (0.25 + 0.02 * smile), 0.64],
					[side * (0.36 + 0.05 * smile), 0.82],
					[corner[0] + side * 0.1, corner[1] - 0.02],
					[corner[0] + side * 0.09, corner[1] + 0.12 * age],
				],
				width,
				dark(0.04 + 0.14 * age + 0.13 * smile),
			);
		// The bag below the eye.
		pen.line(
			[
				[side * 0.34, 0.13],
				[side * 0.47, 0.19],
				[side * 0.62, 0.16],
			],
			0.025,
			dark(0.45 * age * person.eyeRings + 0.15 * smile),
		);
	});
}

function drawNostrils(pen: MapPen): void {
	const { person, features } = pen;
	const { baseY } = features.nose;
	const width = person.noseWidth;
	const dark = person.skin * 0.25;
	pen.bothSides((side) => {
		pen.line(
			[
				[side * width * 0.82, baseY - 0.17],
				[side * width * 1.0, baseY - 0.09],
				[side * width * 0.86, baseY - 0.015],
			],
			0.03,
			grey(person.skin * 0.5, 0.5),
		);
		pen.fill(
			[
				[side * width * 0.2, baseY - 0.035],
				[side * width * 0.5, baseY - 0.065],
				[side * width * 0.72, baseY - 0.035],
				[side * width * 0.45, baseY - 0.02],
			],
			grey(dark, 0.85),
		);
	});
	pen.soft(0, baseY + 0.01, width * 1.1, 0.07, person.skin * 0.45, 0.55);
}
