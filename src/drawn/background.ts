import type { CanvasRenderingContext2D } from "canvas";
import type { Random } from "../base";
import { grey } from "./skinMap";

/** What is behind a person: a wall, a room out of focus, a crowd of shapes, writing. */
export function drawBackground(
	context: CanvasRenderingContext2D,
	size: number,
	shade: number,
	{ uniform, integer }: Random,
): void {
	const across = context.createLinearGradient(
		0,
		0,
		uniform(-size, size),
		uniform(0, size),
	);
	across.addColorStop(0, grey(shade + uniform(-0.25, 0.25)));
	across.addColorStop(1, grey(shade + uniform(-0.25, 0.25)));
	context.fillStyle = across;
	context.fillRect(-1, -1, size + 2, size + 2);
	const busy = uniform() ** 2;
	const shapes = Math.floor(26 * busy);
	for (let i = 0; i < shapes; i++) {
		context.save();
		context.translate(uniform(0, size), uniform(0, size));
		context.rotate(uniform() < 0.5 ? 0 : uniform(0, Math.PI));
		context.fillStyle = grey(uniform(), uniform(0.1, 0.8));
		const [width, height] = [uniform(2, size / 2), uniform(2, size / 2)];
		if (uniform() < 0.6)
			context.fillRect(-width / 2, -height / 2, width, height);
		else {
			context.beginPath();
			context.ellipse(0, 0, width / 2, height / 3, 0, 0, 2 * Math.PI);
			context.fill();
		}
		context.restore();
	}
	if (uniform() < 0.15) drawWriting(context, size, { uniform, integer });
}

function drawWriting(
	context: CanvasRenderingContext2D,
	size: number,
	{ uniform, integer }: Pick<Random, "uniform" | "integer">,
): void {
	const height = uniform(5, 14);
	const [x, y] = [uniform(0, size / 1.4), uniform(0, size)];
	context.fillStyle = grey(uniform() < 0.5 ? 0.95 : 0.05);
	// Strokes like those of letters; a font would differ between machines.
	for (let letter = 0; letter < 8; letter++) {
		const left = x + letter * height * 0.8;
		for (let stroke = 0; stroke < 3; stroke++) {
			if (uniform() < 0.5)
				context.fillRect(
					left + integer(2) * height * 0.4,
					y,
					height * 0.16,
					height,
				);
			else
				context.fillRect(
					left,
					y + integer(3) * height * 0.42,
					height * 0.55,
					height * 0.16,
				);
		}
	}
}
