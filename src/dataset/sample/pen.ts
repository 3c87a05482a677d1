import {
	type Canvas,
	type CanvasRenderingContext2D,
	createCanvas,
} from "canvas";
import type { Place } from "./head";

type Project = (place: Place) => [x: number, y: number];

/** A shade of grey from 0 black to 1 white, as CSS has it. */
export function grey(shade: number, alpha = 1): string {
	const value = Math.round(255 * Math.max(0, Math.min(1, shade)));
	return `rgba(${value},${value},${value},${Math.max(0, Math.min(1, alpha))})`;
}

/** Draws in places of the head on a canvas of pixels. */
export interface Pen {
	context: CanvasRenderingContext2D;
	project: Project;
	/** Pixels of a distance between the eyes. */
	scale: number;
	/** Fills a smooth outline through the places. */
	fill(places: Place[], style: string | CanvasGradient): void;
	/** Draws a smooth line through the places, its width in distances between the eyes. */
	line(places: Place[], width: number, style: string): void;
	/** A soft spot, full in the middle and nothing at its radii. */
	spot(
		at: Place,
		radiusX: number,
		radiusY: number,
		shade: number,
		alpha: number,
	): void;
	/** A hard-edged ellipse. */
	disc(at: Place, radiusX: number, radiusY: number, style: string): void;
}

/** A gradient of the canvas, as its own types have it. */
type CanvasGradient = ReturnType<
	CanvasRenderingContext2D["createLinearGradient"]
>;

/** A pen for a context whose units are pixels of the face image. */
export function createPen(
	context: CanvasRenderingContext2D,
	project: Project,
	scale: number,
	roll: number,
	sprites: (shade: number) => Canvas,
): Pen {
	const ellipse = (at: Place, radiusX: number, radiusY: number) => {
		const [x, y] = project(at);
		context.translate(x, y);
		context.rotate(roll);
		context.scale(scale * radiusX, scale * radiusY);
		context.beginPath();
		context.arc(0, 0, 1, 0, 2 * Math.PI);
	};
	return {
		context,
		project,
		scale,
		fill(places, style) {
			context.fillStyle = style;
			trace(context, places.map(project), true);
			context.fill();
		},
		line(places, width, style) {
			context.strokeStyle = style;
			context.lineWidth = width * scale;
			context.lineCap = "round";
			trace(context, places.map(project), false);
			context.stroke();
		},
		spot(at, radiusX, radiusY, shade, alpha) {
			context.save();
			ellipse(at, radiusX, radiusY);
			context.globalAlpha = Math.max(0, Math.min(1, alpha));
			context.patternQuality = "fast";
			context.drawImage(sprites(shade), -1, -1, 2, 2);
			context.restore();
		},
		disc(at, radiusX, radiusY, style) {
			context.save();
			ellipse(at, radiusX, radiusY);
			context.fillStyle = style;
			context.fill();
			context.restore();
		},
	};
}

/** A smooth path: a Catmull-Rom spline through the points, as Bezier curves. */
function trace(
	context: CanvasRenderingContext2D,
	points: [number, number][],
	closed: boolean,
): void {
	const count = points.length;
	const at = (i: number) =>
		closed
			? points[(i + count) % count]
			: points[Math.max(0, Math.min(count - 1, i))];
	context.beginPath();
	context.moveTo(...points[0]);
	for (let i = 0; i < (closed ? count : count - 1); i++) {
		const [before, from, to, after] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
		context.bezierCurveTo(
			from[0] + (to[0] - before[0]) / 6,
			from[1] + (to[1] - before[1]) / 6,
			to[0] - (after[0] - from[0]) / 6,
			to[1] - (after[1] - from[1]) / 6,
			to[0],
			to[1],
		);
	}
}

const SPRITE_SIZE = 64;
const SPRITE_SHADES = 31;

/**
 * Soft spots of radius 1 in about thirty shades, drawn when first asked for:
 * stretching one over a face takes a tenth of the time of a gradient.
 */
export function createSprites(): (shade: number) => Canvas {
	const sprites = new Map<number, Canvas>();
	return (shade) => {
		const key = Math.round(
			Math.max(0, Math.min(1, shade)) * (SPRITE_SHADES - 1),
		);
		const known = sprites.get(key);
		if (known) return known;
		const canvas = createCanvas(SPRITE_SIZE, SPRITE_SIZE);
		const context = canvas.getContext("2d");
		const middle = SPRITE_SIZE / 2;
		const gradient = context.createRadialGradient(
			middle,
			middle,
			0,
			middle,
			middle,
			middle,
		);
		const value = key / (SPRITE_SHADES - 1);
		gradient.addColorStop(0, grey(value, 1));
		gradient.addColorStop(0.5, grey(value, 0.55));
		gradient.addColorStop(1, grey(value, 0));
		context.fillStyle = gradient;
		context.fillRect(0, 0, SPRITE_SIZE, SPRITE_SIZE);
		sprites.set(key, canvas);
		return canvas;
	};
}
