import type { Spot } from "./features";
import { grey, type MapPen } from "./skinMap";

/** Spots along an edge of a lip, from the right corner to the left. */
function edge(pen: MapPen, middleY: number, dip = 0, power = 0.8): Spot[] {
	const { mouth } = pen.features;
	const { left, right } = mouth;
	return [0, 0.12, 0.3, 0.42, 0.5, 0.58, 0.7, 0.88, 1].map((t) => {
		const bow = (4 * t * (1 - t)) ** power;
		const x = right[0] + (left[0] - right[0]) * t;
		const y = (right[1] + (left[1] - right[1]) * t) * (1 - bow) + middleY * bow;
		const middle = Math.exp(-(((t - 0.5) / 0.06) ** 2));
		const peaks = Math.exp(-(((Math.abs(t - 0.5) - 0.11) / 0.07) ** 2));
		return [
			x + (mouth.x - (left[0] + right[0]) / 2) * bow,
			y + dip * (middle - peaks),
		];
	});
}

/** Lips, and what is between them. */
export function drawMouth(pen: MapPen): void {
	const { context, person, features } = pen;
	const { mouth } = features;
	const { skin } = person;
	const lip = skin * (0.35 + 0.6 * person.lipShade) * 0.85;
	const top = edge(pen, mouth.topY, 0.016, 0.75);
	const upperInner = edge(pen, mouth.upperInnerY, -0.008, 0.9);
	const lowerInner = edge(pen, mouth.lowerInnerY, 0, 0.9);
	const bottom = edge(pen, mouth.bottomY, 0, 0.7);
	pen.fill(
		[...top, ...[...upperInner].reverse().slice(1, -1)],
		grey(lip * 0.88),
	);
	pen.fill([...lowerInner, ...bottom.reverse().slice(1, -1)], grey(lip));
	pen.soft(
		mouth.x,
		(mouth.lowerInnerY + mouth.bottomY) / 2,
		0.2,
		0.05,
		Math.min(1, lip * 1.35),
		0.35,
	);
	if (mouth.gap > 0.015) {
		const outline = [...upperInner, ...[...lowerInner].reverse().slice(1, -1)];
		pen.fill(outline, grey(0.05));
		context.save();
		context.clip();
		drawTeeth(pen);
		context.restore();
	}
	const seam = upperInner.map(
		([x, y], i): Spot => [
			x,
			mouth.gap > 0.015 ? y : (y + lowerInner[i][1]) / 2,
		],
	);
	pen.line(seam, mouth.gap > 0.015 ? 0.014 : 0.028, grey(skin * 0.18, 0.8));
	for (const [x, y] of [mouth.left, mouth.right])
		pen.soft(x, y, 0.06, 0.045, skin * 0.25, 0.6);
}

function drawTeeth(pen: MapPen): void {
	const { features, person, shot } = pen;
	const { mouth } = features;
	const show = 0.4 + 0.6 * Math.max(0, shot.expression.smile);
	const height = Math.min(0.13, mouth.gap * 0.75) * show + 0.01;
	const half = 0.75 * mouth.left[0];
	const low = mouth.upperInnerY + height;
	const white = 0.55 + 0.3 * person.skin;
	pen.fill(
		[
			[-half, mouth.upperInnerY - 0.06],
			[half, mouth.upperInnerY - 0.06],
			[half * 0.95, low - 0.02],
			[mouth.x, low],
			[-half * 0.95, low - 0.02],
		],
		grey(white),
	);
	pen.soft(half, low - 0.05, half * 0.5, 0.1, 0.05, 0.7);
	pen.soft(-half, low - 0.05, half * 0.5, 0.1, 0.05, 0.7);
	if (mouth.gap > 0.12)
		pen.soft(
			mouth.x,
			mouth.lowerInnerY,
			half * 0.8,
			0.08,
			0.4 * person.skin,
			0.8,
		);
}
