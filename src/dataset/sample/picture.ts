import { type CanvasRenderingContext2D, createCanvas } from "canvas";
import { IMAGE_PIXELS, IMAGE_SIZE } from "../keypoints";
import { createRandom, type Random } from "../random";
import {
	drawBackHair,
	drawBeard,
	drawEyes,
	drawFrontHair,
	drawGlasses,
	drawMouth,
	drawNose,
	drawSkin,
} from "./features";
import { createHead, createProjection } from "./head";
import { createPen, createSprites, grey } from "./pen";
import type { Person, Shot } from "./person";

/** The canvas has this many times the pixels of the image each way. */
const OVERSAMPLING = 2;
const CANVAS_SIZE = OVERSAMPLING * IMAGE_SIZE;

/**
 * A painter of faces, which keeps its canvas between pictures.
 *
 * @returns a function that draws a person: grey values 0-255, [96, 96]
 */
export function createPainter(): (person: Person, shot: Shot) => Uint8Array {
	const canvas = createCanvas(CANVAS_SIZE, CANVAS_SIZE);
	const context = canvas.getContext("2d");
	const sprites = createSprites();
	return (person, shot) => {
		context.save();
		context.scale(OVERSAMPLING, OVERSAMPLING);
		// Pixel 0 of the image has its centre at coordinate 0, not its corner.
		context.translate(0.5, 0.5);
		const random = createRandom(shot.seed);
		drawBackground(context, shot, random);
		drawFace(context, person, shot, sprites);
		context.restore();
		const { data } = context.getImageData(0, 0, CANVAS_SIZE, CANVAS_SIZE);
		return develop(data, shot, random);
	};
}

function drawFace(
	context: CanvasRenderingContext2D,
	person: Person,
	shot: Shot,
	sprites: ReturnType<typeof createSprites>,
): void {
	const head = createHead(person, shot);
	const pen = createPen(
		context,
		createProjection(shot),
		shot.scale,
		shot.roll,
		sprites,
	);
	drawBackHair(pen, person);
	drawSkin(pen, person, shot);
	drawBeard(pen, head, person);
	drawMouth(pen, head, person, shot);
	drawNose(pen, head, person, shot);
	drawEyes(pen, head, person, shot);
	drawFrontHair(pen, person);
	drawGlasses(pen, person);
}

function drawBackground(
	context: CanvasRenderingContext2D,
	shot: Shot,
	{ uniform }: Random,
): void {
	context.fillStyle = grey(shot.background);
	context.fillRect(-1, -1, IMAGE_SIZE + 2, IMAGE_SIZE + 2);
	for (let i = 0; i < 6; i++) {
		context.fillStyle = grey(uniform(), uniform(0.05, 0.5));
		context.save();
		context.translate(uniform(0, IMAGE_SIZE), uniform(0, IMAGE_SIZE));
		context.rotate(uniform(0, Math.PI));
		context.fillRect(
			-uniform(5, 40),
			-uniform(5, 40),
			uniform(10, 80),
			uniform(5, 60),
		);
		context.restore();
	}
}

/** Averages the canvas down to the image, and sets light, contrast, exposure and noise. */
function develop(
	rgba: Uint8ClampedArray,
	shot: Shot,
	{ normal }: Random,
): Uint8Array {
	const image = new Uint8Array(IMAGE_PIXELS);
	for (let y = 0; y < IMAGE_SIZE; y++) {
		for (let x = 0; x < IMAGE_SIZE; x++) {
			let sum = 0;
			for (let j = 0; j < OVERSAMPLING; j++)
				for (let i = 0; i < OVERSAMPLING; i++)
					sum +=
						rgba[
							4 * ((OVERSAMPLING * y + j) * CANVAS_SIZE + OVERSAMPLING * x + i)
						];
			const mean = lit(sum / OVERSAMPLING ** 2 / 255, x, y, shot);
			const value = 0.5 + shot.contrast * (mean - 0.5) + shot.exposure;
			image[y * IMAGE_SIZE + x] = Math.max(
				0,
				Math.min(255, Math.round(255 * value + normal(0, shot.noise))),
			);
		}
	}
	return image;
}

/** A grey value in the light that comes from one side of the picture: brighter there, darker opposite. */
function lit(value: number, x: number, y: number, shot: Shot): number {
	const { lightX, lightY, light } = shot;
	const half = (IMAGE_SIZE - 1) / 2;
	const length = lightX ** 2 + lightY ** 2 + 0.01;
	const along = ((x / half - 1) * lightX + (y / half - 1) * lightY) / length;
	const side = Math.max(-1, Math.min(1, along));
	return side > 0
		? value + 0.3 * light * side * (1 - value)
		: value * (1 + 0.45 * light * side);
}
