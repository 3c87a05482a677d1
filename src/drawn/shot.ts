import type { Random } from "../base";
import { clamp } from "./curve";

/** What differs from one picture of a person to the next. */
export interface Shot {
	/** Where the middle between the eyes is, in pixels. */
	x: number;
	y: number;
	/** Pixels of a distance between the eyes, seen from the front. */
	scale: number;
	/** Head tilt to a shoulder, turn to a side, nod; radians. */
	roll: number;
	yaw: number;
	pitch: number;
	/** How far away the camera is, in distances between the eyes. */
	distance: number;
	expression: Expression;
	light: Light;
	photo: Photo;
	/** A microphone before the mouth or beside it. */
	microphone?: { x: number; y: number; radius: number; shade: number };
	/** Seed of what has no bearing on the labels: background, noise. */
	seed: number;
}

export interface Expression {
	/** How far the lids are open: 1 is normal, 0 closed. */
	eyesOpen: number;
	/** Where the eyes look, to the picture's right and down. */
	gazeX: number;
	gazeY: number;
	/** How far the brows are raised, and drawn together. */
	browRaise: number;
	frown: number;
	/** How far the lips are apart, in distances between the eyes. */
	mouthOpen: number;
	/** How far the mouth's corners go out and up, from -0.6 to 1. */
	smile: number;
	/** How far the lips are pursed, 0 to 1. */
	pucker: number;
	/** How far the mouth is pulled to a side, -1 to 1. */
	crooked: number;
}

/** Strengths are in what a white, lit plane sends back. */
export interface Light {
	/** Where the strongest light stands: to the picture's right and up, radians. */
	azimuth: number;
	elevation: number;
	key: number;
	/** A weaker light from another side. */
	fillAzimuth: number;
	fill: number;
	ambient: number;
	/** Softness of shadows and of the light's edge, 0 to 1. */
	soft: number;
	/** Mean grey of the face in the picture. */
	exposure: number;
}

export interface Photo {
	background: number;
	/** Standard deviations of the lens' blur, in pixels. */
	blur: number;
	/** Length of a movement while the shutter was open, in pixels, and its direction. */
	motion: number;
	motionAngle: number;
	/** Pixels of the camera for each of the picture. */
	resolution: number;
	/** Coarseness of the compression; 0 none. */
	compression: number;
	/** Standard deviation of the noise in grey values of 255. */
	noise: number;
	contrast: number;
	/** Power of the grey values. */
	gamma: number;
}

/** Draws pose, expression, light and camera of one picture. */
export function createShot(random: Random): Shot {
	const { normal, uniform } = random;
	const within = (sd: number, limit: number) =>
		clamp(normal(0, sd), -limit, limit);
	// Most people look towards the camera, some far to a side.
	const yaw = uniform() < 0.65 ? within(0.2, 0.7) : within(0.5, 1.05);
	return {
		x: 48.3 + within(2.5, 8),
		y: 37.8 + within(2.5, 8),
		scale: 33.2 + within(4, 10),
		roll: within(0.13, 0.45),
		yaw,
		pitch: within(0.2, 0.55),
		distance: uniform(7, 30),
		expression: createExpression(random),
		light: createLight(random),
		photo: createPhoto(random),
		microphone:
			uniform() < 0.05
				? {
						x: normal(0, 0.45),
						y: uniform(1.15, 1.9),
						radius: uniform(0.18, 0.38),
						shade: uniform() < 0.7 ? uniform(0.03, 0.25) : uniform(0.5, 0.9),
					}
				: undefined,
		seed: random.integer(2 ** 31),
	};
}

function createExpression({ normal, uniform }: Random): Expression {
	const within = (sd: number, limit: number) =>
		clamp(normal(0, sd), -limit, limit);
	const mood = uniform();
	const smile = uniform() < 0.35 ? uniform(0.2, 1) : within(0.25, 0.6);
	return {
		eyesOpen:
			mood < 0.13 ? uniform(0, 0.2) : clamp(normal(0.9, 0.22), 0.25, 1.45),
		gazeX: within(0.35, 0.75),
		gazeY: within(0.25, 0.6),
		browRaise: within(0.045, 0.12),
		frown: Math.max(0, within(0.5, 1)),
		mouthOpen:
			uniform() < (smile > 0.4 ? 0.25 : 0.45)
				? 0
				: uniform() < 0.75
					? uniform(0, 0.16)
					: uniform(0.12, 0.45),
		smile,
		pucker: uniform() < 0.12 ? uniform(0.1, 0.8) : 0,
		crooked: within(0.35, 0.9),
	};
}

function createLight({ normal, uniform }: Random): Light {
	return {
		azimuth: clamp(normal(0, 0.75), -1.6, 1.6),
		elevation: clamp(normal(0.6, 0.35), -0.4, 1.3),
		key: uniform(0.2, 1.6),
		fillAzimuth: uniform(-1.7, 1.7),
		fill: uniform(0, 0.45),
		ambient: uniform(0.06, 0.7),
		soft: uniform(0.1, 0.9),
		exposure: clamp(normal(0.44, 0.16), 0.1, 0.85),
	};
}

function createPhoto({ normal, uniform }: Random): Photo {
	return {
		background: uniform(0, 1),
		blur: uniform() < 0.7 ? uniform(0.2, 0.8) : uniform(0.7, 2.4),
		motion: uniform() < 0.15 ? uniform(0.5, 4) : 0,
		motionAngle: uniform(0, Math.PI),
		resolution: uniform() < 0.5 ? uniform(0.5, 1) : 1,
		compression: uniform() < 0.75 ? uniform(0.1, 1) : 0,
		noise: uniform() < 0.7 ? uniform(0, 3) : uniform(2, 7),
		contrast: clamp(normal(1, 0.16), 0.6, 1.5),
		gamma: clamp(normal(1, 0.15), 0.65, 1.5),
	};
}
