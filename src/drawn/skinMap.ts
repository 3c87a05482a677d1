import { type CanvasRenderingContext2D, createCanvas } from "canvas";
import { createRandom, type Random } from "../base";
import type { Features } from "./features";
import { CROWN_Y, type Head } from "./head";
import type { Person } from "./person";
import type { Shot } from "./shot";

/** The head's colours lie on a map: the angle to the right, the height downwards. */
export const MAP_WIDTH = 400;
export const MAP_HEIGHT = 330;
/** The map ends at this angle on both sides, and at this height. */
export const MAP_ANGLE = 2.4;
export const MAP_BOTTOM = 2.25;

/** Where an angle and a height lie on the map. */
export const mapX = (angle: number) =>
	((angle / MAP_ANGLE + 1) / 2) * MAP_WIDTH;
export const mapY = (y: number) =>
	((y - CROWN_Y) / (MAP_BOTTOM - CROWN_Y)) * MAP_HEIGHT;
/** Pixels of the map for a distance between the eyes, downwards. */
export const MAP_SCALE = MAP_HEIGHT / (MAP_BOTTOM - CROWN_Y);

/** A shade of grey from 0 black to 1 white, as CSS has it. */
export function grey(shade: number, alpha = 1): string {
	const value = Math.round(255 * Math.max(0, Math.min(1, shade)));
	return `rgba(${value},${value},${value},${Math.max(0, Math.min(1, alpha))})`;
}

type Point = readonly [x: number, y: number];

/** All that a part of the face needs to be drawn on the map. */
export interface MapPen {
	context: CanvasRenderingContext2D;
	person: Person;
	shot: Shot;
	features: Features;
	head: Head;
	random: Random;
	/** A spot of the face, seen from the front, on the map. */
	toMap(x: number, y: number): [number, number];
	/** Fills a smooth outline through spots of the face. */
	fill(spots: readonly Point[], style: string): void;
	/** A smooth line through spots of the face; its width in distances between the eyes. */
	line(spots: readonly Point[], width: number, style: string): void;
	/** A soft spot, full in the middle and nothing at its radii. */
	soft(
		x: number,
		y: number,
		radiusX: number,
		radiusY: number,
		shade: number,
		alpha: number,
	): void;
	/** Runs a drawing once for each side of the face: 1 is the picture's right. */
	bothSides(draw: (side: 1 | -1) => void): void;
}

/** A smooth path: a Catmull-Rom spline through the points, as Bezier curves. */
export function tracePath(
	context: CanvasRenderingContext2D,
	points: readonly Point[],
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

/** Makes the pen that draws on a head's map. */
export function createMapPen(
	context: CanvasRenderingContext2D,
	person: Person,
	shot: Shot,
	features: Features,
	head: Head,
): MapPen {
	const toMap = (x: number, y: number): [number, number] => [
		mapX(head.angleOf(x, y)),
		mapY(y),
	];
	const sprites = softSpots();
	return {
		context,
		person,
		shot,
		features,
		head,
		random: createRandom(person.seed),
		toMap,
		fill(spots, style) {
			context.fillStyle = style;
			tracePath(
				context,
				spots.map(([x, y]) => toMap(x, y)),
				true,
			);
			context.fill();
		},
		line(spots, width, style) {
			context.strokeStyle = style;
			context.lineWidth = width * MAP_SCALE;
			context.lineCap = "round";
			tracePath(
				context,
				spots.map(([x, y]) => toMap(x, y)),
				false,
			);
			context.stroke();
		},
		soft(x, y, radiusX, radiusY, shade, alpha) {
			const [left, top] = toMap(x - radiusX, y - radiusY);
			const [right, bottom] = toMap(x + radiusX, y + radiusY);
			context.globalAlpha = Math.max(0, Math.min(1, alpha));
			context.patternQuality = "fast";
			context.drawImage(sprites(shade), left, top, right - left, bottom - top);
			context.globalAlpha = 1;
		},
		bothSides(draw) {
			draw(1);
			draw(-1);
		},
	};
}

const SPRITE_SIZE = 64;
const SPRITE_SHADES = 31;
let sprites: Map<number, ReturnType<typeof createCanvas>> | undefined;

/**
 * Soft spots of radius 1 in about thirty shades, drawn when first asked for:
 * stretching one takes a tenth of the time of a gradient.
 */
function softSpots(): (shade: number) => ReturnType<typeof createCanvas> {
	sprites ??= new Map();
	const known = sprites;
	return (shade) => {
		const key = Math.round(
			Math.max(0, Math.min(1, shade)) * (SPRITE_SHADES - 1),
		);
		const found = known.get(key);
		if (found) return found;
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
		for (let i = 0; i <= 8; i++) {
			const r = i / 8;
			gradient.addColorStop(r, grey(value, (1 - r * r) ** 2));
		}
		context.fillStyle = gradient;
		context.fillRect(0, 0, SPRITE_SIZE, SPRITE_SIZE);
		known.set(key, canvas);
		return canvas;
	};
}
