import type { CanvasRenderingContext2D } from "canvas";
import type { Camera } from "./camera";
import type { Features } from "./features";
import type { Head, Place } from "./head";
import type { Glasses } from "./person";
import type { Shot } from "./shot";
import { grey } from "./skinMap";

/** Draws in front of a finished face: glasses and a microphone. In pixels of the picture. */
export function drawOverlays(
	context: CanvasRenderingContext2D,
	shot: Shot,
	features: Features,
	head: Head,
	camera: Camera,
	glasses?: Glasses,
): void {
	if (glasses) drawGlasses(context, shot, features, head, camera, glasses);
	if (shot.microphone) drawMicrophone(context, shot, camera);
}

function drawGlasses(
	context: CanvasRenderingContext2D,
	shot: Shot,
	{ eye }: Features,
	head: Head,
	{ project }: Camera,
	glasses: Glasses,
): void {
	const { width, height, squareness } = glasses;
	const light = Math.sqrt(shot.light.exposure / 0.5);
	const frame = grey(glasses.frame * light, 0.95);
	const path = (places: Place[], closed: boolean) => {
		context.beginPath();
		places.forEach((place, i) => {
			const [x, y] = project(place);
			if (i === 0) context.moveTo(x, y);
			else context.lineTo(x, y);
		});
		if (closed) context.closePath();
	};
	const front = (x: number, y: number): Place => [
		x,
		y,
		0.2 - 0.16 * x * x - 0.06 * y,
	];
	context.lineWidth = glasses.frameWidth * shot.scale;
	context.strokeStyle = frame;
	context.lineJoin = "round";
	for (const side of [-1, 1]) {
		const ring = Array.from({ length: 28 }, (_, i): Place => {
			const angle = (i * Math.PI) / 14;
			const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
			const power = 2 / squareness;
			return front(
				side * (eye.x + 0.02 + width * Math.sign(cos) * Math.abs(cos) ** power),
				0.05 + height * Math.sign(sin) * Math.abs(sin) ** power,
			);
		});
		path(ring, true);
		context.fillStyle = grey(0.05, glasses.tint);
		context.fill();
		if (glasses.glare > 0) {
			context.save();
			context.clip();
			drawGlare(context, project(front(side * eye.x, 0)), shot, glasses.glare);
			context.restore();
			path(ring, true);
		}
		context.stroke();
		// The arm on the far side is behind the head.
		if (side * shot.yaw < 0.12) {
			const hinge = front(side * (eye.x + width), 0);
			const ear: Place = [side * (head.width(0.1) + 0.03), 0.02, -0.95];
			path([hinge, [ear[0], 0.01, hinge[2] - 0.25], ear], false);
			context.stroke();
		}
	}
	const inner = eye.x + 0.02 - width;
	path([front(-inner, 0.02), [0, -0.03, 0.24], front(inner, 0.02)], false);
	context.stroke();
}

function drawGlare(
	context: CanvasRenderingContext2D,
	[x, y]: [number, number],
	shot: Shot,
	strength: number,
): void {
	const size = 0.35 * shot.scale;
	const lean = 0.5 * shot.light.azimuth * size;
	context.beginPath();
	context.moveTo(x - 0.6 * size + lean, y - size);
	context.lineTo(x + 0.1 * size + lean, y - size);
	context.lineTo(x - 0.3 * size + lean, y + size);
	context.lineTo(x - size + lean, y + size);
	context.fillStyle = grey(1, strength);
	context.fill();
}

function drawMicrophone(
	context: CanvasRenderingContext2D,
	shot: Shot,
	{ project }: Camera,
): void {
	const { microphone } = shot;
	if (!microphone) return;
	const [x, y] = project([microphone.x, microphone.y, 0.7]);
	const radius = microphone.radius * shot.scale;
	const { shade } = microphone;
	context.strokeStyle = grey(shade * 0.6);
	context.lineWidth = radius * 0.9;
	context.beginPath();
	context.moveTo(x, y);
	context.lineTo(x + radius * (1.5 - 3 * (shot.seed % 2)), y + 6 * radius);
	context.stroke();
	const ball = context.createRadialGradient(
		x - 0.3 * radius,
		y - 0.4 * radius,
		0,
		x,
		y,
		radius,
	);
	ball.addColorStop(0, grey(shade * 1.7 + 0.1));
	ball.addColorStop(1, grey(shade * 0.6));
	context.fillStyle = ball;
	context.beginPath();
	context.arc(x, y, radius, 0, 2 * Math.PI);
	context.fill();
}
