import { type CanvasRenderingContext2D, createCanvas } from "canvas";
import { createRandom } from "../base";
import { IMAGE_SIZE } from "../face";
import { drawBackground } from "./background";
import { createCamera } from "./camera";
import { drawEyes } from "./eyes";
import { createFeatures } from "./features";
import { drawBeard, drawHair } from "./hair";
import { createHead } from "./head";
import { markFace } from "./labels";
import { createLighting } from "./light";
import { createMarble } from "./marble";
import type { Paint } from "./mesh";
import { drawMouth } from "./mouth";
import { drawOverlays } from "./overlays";
import type { Person } from "./person";
import { takePhoto } from "./photo";
import { clearRaster, createRaster, drawMesh, type Raster } from "./raster";
import { createScene } from "./scene";
import type { Shot } from "./shot";
import { drawSkin } from "./skin";
import { createMapPen, MAP_HEIGHT, MAP_WIDTH, type MapPen } from "./skinMap";

/** The picture is drawn with this many times its pixels each way. */
const OVERSAMPLING = 2;
const FINE_SIZE = OVERSAMPLING * IMAGE_SIZE;

/** A drawn face. */
export interface Drawing {
	/** Grey values 0-255, [96, 96]. */
	image: Uint8Array;
	/** Where a person would mark the points, in pixels [30], as {@link markFace} says. */
	labels(source: "A" | "B"): number[];
}

/** Draws a picture of a person; `decorate` may paint more on the skin, above all else. */
export type Painter = (
	person: Person,
	shot: Shot,
	decorate?: (pen: MapPen) => void,
) => Drawing;

/** A painter of faces, which keeps its canvases between pictures. */
export function createPainter(): Painter {
	const map = createCanvas(MAP_WIDTH, MAP_HEIGHT);
	const mapContext = map.getContext("2d");
	const picture = createCanvas(FINE_SIZE, FINE_SIZE);
	const context = picture.getContext("2d");
	const raster = createRaster(FINE_SIZE);
	const marble = createMarble();
	const paint: Paint = {
		width: MAP_WIDTH,
		height: MAP_HEIGHT,
		values: new Float32Array(MAP_WIDTH * MAP_HEIGHT),
	};
	return (person, shot, decorate) => {
		const random = createRandom(shot.seed);
		const features = createFeatures(person, shot);
		const head = createHead(person, shot, features);
		const camera = createCamera(shot, head);
		const pen = createMapPen(mapContext, person, shot, features, head);
		paintMap(pen);
		decorate?.(pen);
		readMap(mapContext, paint);
		marble(paint, person.blotches, random);
		const scene = createScene(person, features, head, camera, paint, random);
		const shade = createLighting(shot.light, scene.casters);
		clearRaster(raster);
		for (const mesh of scene.all)
			drawMesh(raster, mesh, shade(mesh), OVERSAMPLING);
		context.save();
		drawBackground(context, FINE_SIZE, shot.photo.background, random);
		develop(context, raster, shot);
		context.scale(OVERSAMPLING, OVERSAMPLING);
		// Pixel 0 of the image has its centre at coordinate 0, not its corner.
		context.translate(0.5, 0.5);
		drawOverlays(context, shot, features, head, camera, person.glasses);
		context.restore();
		return {
			image: takePhoto(readGrey(context), FINE_SIZE, shot.photo, random),
			labels: (source) => markFace(features, head, camera, source),
		};
	};
}

/** Paints the skin's colours, as if there were no light and shadow. */
function paintMap(pen: MapPen): void {
	drawSkin(pen);
	drawBeard(pen);
	drawMouth(pen);
	drawEyes(pen);
	drawHair(pen);
}

/** Grey values, as a screen shows them, are near the root of the light. */
function readMap(context: CanvasRenderingContext2D, paint: Paint): void {
	const { data } = context.getImageData(0, 0, paint.width, paint.height);
	for (let i = 0; i < paint.values.length; i++)
		paint.values[i] = (data[4 * i] / 255) ** 2;
}

/** Lays the raster over the background, its middle as bright as the shot wants it. */
function develop(
	context: CanvasRenderingContext2D,
	{ light, depth, size }: Raster,
	shot: Shot,
): void {
	let sum = 0;
	let count = 0;
	const reach = 0.8 * shot.scale * OVERSAMPLING;
	const [middleX, middleY] = [
		shot.x * OVERSAMPLING,
		(shot.y + 0.45 * shot.scale) * OVERSAMPLING,
	];
	for (
		let y = Math.max(0, Math.round(middleY - reach));
		y < Math.min(size, middleY + reach);
		y++
	)
		for (
			let x = Math.max(0, Math.round(middleX - reach));
			x < Math.min(size, middleX + reach);
			x++
		)
			if (depth[y * size + x] > Number.NEGATIVE_INFINITY) {
				sum += Math.sqrt(light[y * size + x]);
				count++;
			}
	const gain = count > 0 && sum > 0 ? (shot.light.exposure * count) / sum : 1;
	const pixels = context.getImageData(0, 0, size, size);
	for (let i = 0; i < light.length; i++) {
		if (depth[i] === Number.NEGATIVE_INFINITY) continue;
		const value = gain * Math.sqrt(light[i]);
		// Highlights are compressed, as cameras do.
		const shown =
			value < 0.75 ? value : 0.75 + 0.25 * Math.tanh((value - 0.75) / 0.25);
		const grey = Math.round(255 * shown);
		pixels.data[4 * i] = grey;
		pixels.data[4 * i + 1] = grey;
		pixels.data[4 * i + 2] = grey;
		pixels.data[4 * i + 3] = 255;
	}
	context.putImageData(pixels, 0, 0);
}

function readGrey(context: CanvasRenderingContext2D): Float32Array {
	const { data } = context.getImageData(0, 0, FINE_SIZE, FINE_SIZE);
	const grey = new Float32Array(FINE_SIZE * FINE_SIZE);
	for (let i = 0; i < grey.length; i++) grey[i] = data[4 * i] / 255;
	return grey;
}
