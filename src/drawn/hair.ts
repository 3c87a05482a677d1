import { createCurve, smoothStep } from "./curve";
import type { Person } from "./person";
import {
	grey,
	MAP_HEIGHT,
	MAP_SCALE,
	type MapPen,
	mapX,
	mapY,
	tracePath,
} from "./skinMap";

/** How far down the hair of the head reaches at an angle from the middle. */
export function createHairline(person: Person): (angle: number) => number {
	const { hairline, recession, sideburnY } = person.hair;
	const behind = sideburnY >= 2 ? -3 : 1.2;
	const temple = sideburnY >= 2 ? -3 : -0.45;
	const burn = sideburnY >= 2 ? -3 : sideburnY;
	return createCurve([
		[0, -hairline],
		[0.45, -hairline - 0.6 * recession],
		[0.8, -hairline * 0.95 - recession],
		[1.02, temple - 0.1],
		[1.16, temple + 0.1],
		[1.26, burn],
		[1.38, burn],
		[1.48, temple],
		[1.75, temple],
		[1.95, behind],
		[2.5, behind],
	]);
}

/** How thick the hair, or the hat, lies on the head at an angle and a height. */
export function createCover(
	person: Person,
): (angle: number, y: number) => number {
	const { hair, hat } = person;
	const line = createHairline(person);
	return (angle, y) => {
		const side = Math.abs(angle);
		const edge = line(side);
		const grown =
			hair.thickness *
			smoothStep(0, 0.35, edge - y) *
			(side > 1.1 && y > -0.5 ? 0.5 : 1);
		if (!hat) return grown;
		const worn = smoothStep(0, 0.06, -hat.edgeY + 0.12 * side * side - y);
		return Math.max(grown * (1 - worn), hat.thickness * worn);
	};
}

/** Hair on the head, and a hat over it. */
export function drawHair(pen: MapPen): void {
	const { context, person } = pen;
	const line = createHairline(person);
	const angles = Array.from({ length: 49 }, (_, i) => -2.4 + i * 0.1);
	const edge = angles.map((angle): [number, number] => [
		mapX(angle),
		mapY(line(Math.abs(angle))),
	]);
	context.save();
	context.fillStyle = grey(person.hair.shade, 0.9);
	tracePath(context, edge, false);
	context.lineTo(edge[edge.length - 1][0], -50);
	context.lineTo(edge[0][0], -50);
	context.closePath();
	context.fill();
	context.restore();
	drawStrands(pen, line);
	if (person.hat) drawHat(pen);
}

/** Strands fall from the parting to the sides and end raggedly at the hairline. */
function drawStrands(pen: MapPen, line: (angle: number) => number): void {
	const { context, person, random } = pen;
	const { hair } = person;
	const { uniform } = random;
	for (let i = 0; i < 170; i++) {
		const angle = uniform(-2.4, 2.4);
		const end = line(Math.abs(angle)) + uniform(-0.08, 0.05);
		if (end < -1.9) continue;
		const top = Math.max(-1.95, end - uniform(0.3, 1.3));
		// The hair of the sideburns and behind the ears falls straight.
		const free = 1 - smoothStep(0.8, 1.1, Math.abs(angle));
		const lean = free * 0.25 * (angle - hair.parting) + uniform(-0.03, 0.03);
		const shade = hair.shade * (1 + hair.strands * uniform(-1.2, 1.4));
		context.strokeStyle = grey(shade, uniform(0.3, 0.8));
		context.lineWidth = uniform(0.6, 2.6);
		context.beginPath();
		context.moveTo(mapX(angle - lean), mapY(top));
		context.quadraticCurveTo(
			mapX(angle - 0.7 * lean),
			mapY((top + end) / 2),
			mapX(angle),
			mapY(end),
		);
		context.stroke();
	}
}

function drawHat({ context, person, random }: MapPen): void {
	const { hat } = person;
	if (!hat) return;
	const angles = Array.from({ length: 25 }, (_, i) => -2.4 + i * 0.2);
	const edge = angles.map((angle): [number, number] => [
		mapX(angle),
		mapY(-hat.edgeY + 0.12 * angle * angle),
	]);
	context.fillStyle = grey(hat.shade);
	tracePath(context, edge, false);
	context.lineTo(edge[edge.length - 1][0], -50);
	context.lineTo(edge[0][0], -50);
	context.closePath();
	context.fill();
	context.strokeStyle = grey(hat.shade * random.uniform(0.4, 1.5), 0.8);
	context.lineWidth = random.uniform(2, 14);
	tracePath(
		context,
		edge.map(([x, y]) => [x, y - context.lineWidth / 2]),
		false,
	);
	context.stroke();
}

/** Beard, moustache and stubble: many short hairs where they grow. */
export function drawBeard(pen: MapPen): void {
	const { person, features, random } = pen;
	const { beard, moustache, goatee, hair } = person;
	const { mouth, nose, chinY } = features;
	const shade = Math.min(hair.shade, person.skin * 0.8);
	if (beard > 0) {
		const { context } = pen;
		context.save();
		// Three times, each higher, so that the beard thins out upwards.
		for (const up of [0, 0.06, 0.12]) {
			const edge = [
				[-1.05, 0.5],
				[-0.85, 0.85],
				[-0.55, 1.12],
				[-0.45, 1.25],
				[0, mouth.bottomY + 0.06 + up],
				[0.45, 1.25],
				[0.55, 1.12],
				[0.85, 0.85],
				[1.05, 0.5],
			].map(([x, y]) => pen.toMap(x, y - up));
			tracePath(context, edge, false);
			context.lineTo(mapX(1.5), MAP_HEIGHT);
			context.lineTo(mapX(-1.5), MAP_HEIGHT);
			context.closePath();
			context.fillStyle = grey(shade, 0.38 * beard);
			context.fill();
		}
		context.clip();
		stubble(pen, shade, beard, -1.1, 1.1, 0.5, chinY, random);
		context.restore();
	}
	if (moustache > 0) {
		const y = mouth.topY;
		pen.fill(
			[
				[0, nose.baseY + 0.06],
				[0.22, nose.baseY + 0.07],
				[mouth.left[0] + 0.03, mouth.left[1] - 0.06],
				[mouth.left[0] - 0.02, mouth.left[1] - 0.01],
				[0.2, y + 0.0],
				[0, y - 0.01],
				[-0.2, y + 0.0],
				[mouth.right[0] + 0.02, mouth.right[1] - 0.01],
				[mouth.right[0] - 0.03, mouth.right[1] - 0.06],
				[-0.22, nose.baseY + 0.07],
			],
			grey(shade, 0.85 * moustache),
		);
		stubble(pen, shade, moustache, -0.36, 0.36, nose.baseY + 0.06, y, random);
	}
	if (goatee > 0) {
		pen.soft(0, (mouth.bottomY + chinY) / 2 + 0.03, 0.36, 0.3, shade, goatee);
		pen.soft(0, mouth.bottomY + 0.08, 0.12, 0.09, shade, goatee);
	}
}

function stubble(
	{ context, toMap }: MapPen,
	shade: number,
	density: number,
	left: number,
	right: number,
	top: number,
	bottom: number,
	{ uniform }: MapPen["random"],
): void {
	const count = 260 * density * (right - left) * (bottom - top);
	context.lineWidth = 1;
	for (let i = 0; i < count; i++) {
		const [x, y] = toMap(uniform(left, right), uniform(top, bottom));
		context.strokeStyle = grey(shade * uniform(0.5, 1.6), 0.5);
		context.beginPath();
		context.moveTo(x, y);
		context.lineTo(x + uniform(-1.5, 1.5), y + 0.04 * MAP_SCALE);
		context.stroke();
	}
}
