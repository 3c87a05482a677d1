import type { Spot } from "./features";
import { grey, MAP_SCALE, type MapPen, tracePath } from "./skinMap";

const IRIS_RADIUS = 0.094;

/** Eyes with lids and lashes, and the brows. */
export function drawEyes(pen: MapPen): void {
	pen.bothSides((side) => {
		drawEye(pen, side);
		drawBrow(pen, side);
	});
}

/** Spots along a lid, from the inner corner to the outer. */
function lid(pen: MapPen, side: number, middleY: number): Spot[] {
	const { eye } = pen.features;
	const [innerX, innerY] = eye.inner;
	const [outerX, outerY] = eye.outer;
	return [0, 0.12, 0.3, 0.52, 0.75, 0.92, 1].map((t) => {
		// Fuller towards the nose for the upper lid, and round.
		const bow = (4 * t * (1 - t)) ** 0.7;
		const x = innerX + (outerX - innerX) * t;
		const y = (innerY + (outerY - innerY) * t) * (1 - bow) + middleY * bow;
		return [side * x, y];
	});
}

function drawEye(pen: MapPen, side: 1 | -1): void {
	const { context, person, shot, features } = pen;
	const { eye } = features;
	const upper = lid(pen, side, eye.upperY);
	const lower = lid(pen, side, eye.lowerY);
	const { skin, lashes } = person;
	if (person.lidFold > 0) drawLidFold(pen, side);
	// The lid itself is a little darker or painted.
	pen.soft(
		side * eye.x,
		eye.upperY - 0.09,
		0.24,
		0.1,
		skin * (1 - 0.55 * lashes),
		0.4 * lashes,
	);
	context.save();
	const outline = [...upper, ...lower.slice(1, -1).reverse()].map(([x, y]) =>
		pen.toMap(x, y),
	);
	tracePath(context, outline, true);
	context.clip();
	const white = 0.45 + 0.35 * skin;
	pen.fill([...upper, ...lower.slice(1, -1).reverse()], grey(white));
	const gazeX = side * eye.x + 0.09 * shot.expression.gazeX;
	const gazeY = -0.012 + 0.06 * shot.expression.gazeY;
	const [x, y] = pen.toMap(gazeX, gazeY);
	drawIris(pen, x, y, IRIS_RADIUS * MAP_SCALE);
	// The upper lid throws a shadow on the eye.
	pen.line(
		upper.map(([lidX, lidY]) => [lidX, lidY + 0.02]),
		0.05,
		grey(0.05, 0.35),
	);
	pen.soft(side * (eye.x - 0.17), 0.02, 0.05, 0.05, skin * 0.6, 0.8);
	pen.soft(side * (eye.x + 0.18), 0.01, 0.07, 0.08, 0.1, 0.4);
	context.restore();
	const edge = grey(0.05, 0.35 + 0.6 * lashes);
	pen.line(upper, 0.018 + 0.026 * lashes, edge);
	pen.line(lower, 0.014, grey(0.1, 0.15 + 0.4 * lashes));
}

function drawIris(pen: MapPen, x: number, y: number, radius: number): void {
	const { context, person, shot } = pen;
	const disc = (size: number, shade: number, alpha = 1) => {
		context.fillStyle = grey(shade, alpha);
		context.beginPath();
		context.arc(x, y, size, 0, 2 * Math.PI);
		context.fill();
	};
	disc(radius, person.iris * 0.5);
	disc(radius * 0.85, person.iris);
	disc(radius * 0.42, 0.02);
	// The light mirrored in the eye.
	const glint = radius * 0.18;
	context.fillStyle = grey(1, 0.25 + 0.5 * Math.min(1, shot.light.key));
	context.beginPath();
	context.arc(
		x + radius * 0.45 * Math.sin(shot.light.azimuth - shot.yaw),
		y - radius * 0.5,
		glint,
		0,
		2 * Math.PI,
	);
	context.fill();
}

function drawLidFold(pen: MapPen, side: number): void {
	const { person, features } = pen;
	const y = features.eye.upperY;
	const up = person.lidFold * (0.6 + 0.4 * pen.shot.expression.eyesOpen);
	pen.line(
		[
			[side * 0.35, -0.02 - 0.4 * up],
			[side * 0.43, y - 0.8 * up],
			[side * 0.54, y - up],
			[side * 0.65, y * 0.55 - up * 0.8],
			[side * 0.71, -0.01 - 0.3 * up],
		],
		0.022,
		grey(person.skin * 0.45, 0.55),
	);
}

/** A brow of short hairs between its two ends, thinner outwards. */
function drawBrow(pen: MapPen, side: number): void {
	const { person, features, random } = pen;
	const { inner, peak, outer } = features.brow;
	const half = person.browThickness / 2;
	const bow = (t: number): Spot => {
		// A parabola through the two ends that has its top at the peak's height.
		const x = inner[0] + (outer[0] - inner[0]) * t;
		const straight = inner[1] + (outer[1] - inner[1]) * t;
		const top = (peak[0] - inner[0]) / (outer[0] - inner[0]);
		const lift = peak[1] - (inner[1] + (outer[1] - inner[1]) * top);
		const shape =
			t < top ? 1 - (1 - t / top) ** 2 : 1 - ((t - top) / (1 - top)) ** 2;
		return [x, straight + lift * shape];
	};
	const thick = (t: number) =>
		half *
		(t < 0.15 ? 0.75 + t * 1.6 : 1) *
		(1 - 0.75 * Math.max(0, (t - 0.45) / 0.55));
	const steps = [0, 0.08, 0.25, 0.45, 0.65, 0.85, 1];
	const upper = steps.map((t): Spot => {
		const [x, y] = bow(t);
		return [side * x, y - thick(t)];
	});
	const lower = steps.map((t): Spot => {
		const [x, y] = bow(t);
		return [side * x, y + thick(t)];
	});
	pen.fill([...upper, ...lower.reverse()], grey(person.browShade, 0.55));
	const { context } = pen;
	context.lineCap = "round";
	context.lineWidth = 1;
	for (let i = 0; i < 46; i++) {
		const t = i / 45;
		const [x, y] = bow(t);
		const offset = random.uniform(-0.9, 0.9) * thick(t);
		const lean = 0.025 + 0.05 * t;
		context.strokeStyle = grey(
			person.browShade * random.uniform(0.6, 1.2),
			0.75,
		);
		context.beginPath();
		context.moveTo(...pen.toMap(side * x, y + offset + 0.01));
		context.lineTo(
			...pen.toMap(
				side * Math.min(outer[0] + 0.005, x + lean),
				y + offset - 0.035 * (1 - t),
			),
		);
		context.stroke();
	}
}
