import type { Random } from "../random";

/** What stays the same in all pictures of one drawn person. */
export interface Person {
	/** Grey of the skin, 0 black to 1 white; the others likewise. */
	skin: number;
	hair: number;
	iris: number;
	/** Half the distance of the eyes; 0.5 is the unit of all lengths. */
	eyeX: number;
	/** Half the width of an eye. */
	eyeWidth: number;
	/** How much higher the outer corner of an eye is than the inner. */
	eyeSlant: number;
	browHeight: number;
	browThickness: number;
	browArch: number;
	noseLength: number;
	noseWidth: number;
	/** Where the mouth is, down from the eyes, and half its width. */
	mouthY: number;
	mouthWidth: number;
	lipThickness: number;
	/** Half the width of the face at the eyes and at the jaw, and where the chin is. */
	faceWidth: number;
	jawWidth: number;
	chinY: number;
	/** Where the hair begins on the forehead, up from the eyes; 2 is bald. */
	hairline: number;
	/** How far down the hair hangs beside the face. */
	hairLength: number;
	/** Darkness of a beard and of a moustache, 0 none to 1. */
	beard: number;
	moustache: number;
	glasses: boolean;
	/** How strongly age or light carves the face, 0 to 1. */
	relief: number;
}

/** Draws a person. Lengths are in distances between the eyes, near 36 pixels. */
export function createPerson(random: Random): Person {
	const { normal, uniform } = random;
	const bearded = uniform() < 0.2;
	const longHair = uniform() < 0.35;
	return {
		skin: uniform(0.38, 0.86),
		hair: uniform() < 0.8 ? uniform(0.04, 0.3) : uniform(0.4, 0.8),
		iris: uniform(0.08, 0.4),
		eyeX: normal(0.5, 0.018),
		eyeWidth: normal(0.195, 0.012),
		eyeSlant: normal(0.01, 0.02),
		browHeight: normal(0.22, 0.03),
		browThickness: uniform(0.035, 0.1),
		browArch: normal(0.07, 0.03),
		noseLength: normal(0.56, 0.035),
		noseWidth: normal(0.2, 0.02),
		mouthY: normal(1.07, 0.035),
		mouthWidth: normal(0.41, 0.03),
		lipThickness: normal(1, 0.18),
		faceWidth: normal(0.98, 0.04),
		jawWidth: normal(0.74, 0.05),
		chinY: normal(1.72, 0.06),
		hairline: uniform() < 0.12 ? 2 : uniform(0.62, 0.95),
		hairLength: longHair ? uniform(1.2, 2.2) : uniform(-0.4, 0.1),
		beard: bearded ? uniform(0.25, 0.8) : 0,
		moustache: bearded || uniform() < 0.08 ? uniform(0.2, 0.8) : 0,
		glasses: uniform() < 0.14,
		relief: uniform(0.35, 1),
	};
}

/** What differs from one picture of a person to the next. */
export interface Shot {
	/** Where the middle between the eyes is, in pixels. */
	x: number;
	y: number;
	/** Distance of the eyes in pixels, seen from the front. */
	scale: number;
	/** Head tilt to a shoulder, turn to a side, nod; radians. */
	roll: number;
	yaw: number;
	pitch: number;
	/** How far the eyes are open (1 normal) and where they look. */
	eyesOpen: number;
	gazeX: number;
	gazeY: number;
	browRaise: number;
	/** How far the mouth is open, in distances between the eyes. */
	mouthOpen: number;
	/** How far the mouth's corners go out and up, about -0.5 to 1. */
	smile: number;
	/** Where the light comes from, -1 to 1, and its strength. */
	lightX: number;
	lightY: number;
	light: number;
	exposure: number;
	contrast: number;
	background: number;
	/** Standard deviation of the noise in grey values of 255. */
	noise: number;
	/** Seed of what has no bearing on the labels: background, noise. */
	seed: number;
}

/** Draws pose, expression and light of one picture. */
export function createShot(random: Random): Shot {
	const { normal, uniform } = random;
	const clamp = (value: number, limit: number) =>
		Math.max(-limit, Math.min(limit, value));
	return {
		x: normal(47.9, 1.3),
		y: normal(37.2, 1.8),
		scale: clamp(normal(0, 1.8), 5) + 36.4,
		roll: clamp(normal(0, 0.075), 0.3),
		yaw: clamp(normal(0, 0.2), 0.55),
		pitch: clamp(normal(0, 0.1), 0.3),
		eyesOpen: uniform() < 0.05 ? 0.12 : Math.max(0.4, normal(1, 0.18)),
		gazeX: clamp(normal(0, 0.3), 0.6),
		gazeY: clamp(normal(0, 0.2), 0.5),
		browRaise: clamp(normal(0, 0.03), 0.08),
		mouthOpen: uniform() < 0.4 ? uniform(0, 0.22) : 0,
		smile: clamp(normal(0.15, 0.4), 1),
		lightX: uniform(-1, 1),
		lightY: uniform(-1, 0.3),
		light: uniform(0.1, 1),
		exposure: normal(0, 0.07),
		contrast: uniform(0.75, 1.2),
		background: uniform(0.05, 0.95),
		noise: uniform(1, 7),
		seed: random.integer(2 ** 31),
	};
}
