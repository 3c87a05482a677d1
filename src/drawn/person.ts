import type { Random } from "../base";
import { clamp } from "./curve";

/**
 * What stays the same in all pictures of one drawn person. Lengths are in
 * distances between the eyes, shades are grey values from 0 black to 1 white.
 */
export interface Person {
	// Skull and jaw
	/** Half the width of the face at the cheekbones, the temples and the jaw. */
	cheekWidth: number;
	templeWidth: number;
	jawWidth: number;
	/** Half the width of the chin, where it ends, and how far it stands out. */
	chinWidth: number;
	chinY: number;
	chinDepth: number;
	/** How far the forehead leans back. */
	forehead: number;
	/** Depth of the eye sockets and height of the brow's ridge. */
	socketDepth: number;
	browRidge: number;
	cheekbones: number;
	/** How full the cheeks are, from -1 hollow to 1. */
	fullness: number;

	// Eyes
	/** Half the width of an eye. */
	eyeWidth: number;
	/** How far the upper and the lower lid are from the eye's middle. */
	upperLid: number;
	lowerLid: number;
	/** How much higher the outer corner of an eye is than the inner. */
	eyeSlant: number;
	/** Distance of the fold above the lid; 0 none. */
	lidFold: number;
	iris: number;
	/** Darkness of lashes and lids' edges, natural or painted. */
	lashes: number;
	/** Darkness of the rings below the eyes. */
	eyeRings: number;

	// Brows
	browInnerX: number;
	browOuterX: number;
	browY: number;
	browArch: number;
	browThickness: number;
	browShade: number;

	// Nose
	noseTipY: number;
	/** How far the tip stands out, and half the width of the wings. */
	noseHeight: number;
	noseWidth: number;
	/** Bend of the nose's back, from -1 hollow to 1 hooked. */
	noseBend: number;
	/** Width of the nose's back. */
	noseBridge: number;

	// Mouth
	mouthY: number;
	mouthWidth: number;
	upperLip: number;
	lowerLip: number;
	/** How much the lips stand out, and their darkness against the skin. */
	lipHeight: number;
	lipShade: number;

	// Colours and growth
	skin: number;
	/** How much the skin shines, and how uneven its colour is. */
	shine: number;
	blotches: number;
	/** Depth of wrinkles: brow, crow's feet, beside the mouth. */
	wrinkles: number;
	hair: Hair;
	/** Density of the beard, the moustache and the chin beard, 0 none to 1. */
	beard: number;
	moustache: number;
	goatee: number;
	glasses?: Glasses;
	hat?: Hat;
	ears: number;
	clothes: number;
	collar: number;
	/** Seed of the marks of the skin and of the strands of the hair. */
	seed: number;
}

export interface Hair {
	shade: number;
	/** Height of the hairline above the eyes in the middle; 3 is a bald top. */
	hairline: number;
	/** How far it recedes at the temples. */
	recession: number;
	/** How far down the sideburns go; 2 is no hair at the sides either. */
	sideburnY: number;
	thickness: number;
	/** How far down it hangs, from the eyes; undefined is short. */
	length?: number;
	/** How far it reaches over the face at the sides, in radians from the middle. */
	curtain: number;
	waves: number;
	/** Where it is parted, in radians from the middle. */
	parting: number;
	/** How much single strands differ. */
	strands: number;
}

export interface Glasses {
	width: number;
	height: number;
	/** 2 is round, more is squarer. */
	squareness: number;
	frame: number;
	frameWidth: number;
	/** How much the lenses darken, and how much they mirror. */
	tint: number;
	glare: number;
}

export interface Hat {
	shade: number;
	/** Where its edge is above the eyes. */
	edgeY: number;
	/** How far its brim stands out; 0 none. */
	brim: number;
	thickness: number;
}

/** Draws a person. */
export function createPerson(random: Random): Person {
	const { normal, uniform } = random;
	const chance = (share: number) => uniform() < share;
	const within = (mean: number, sd: number) =>
		clamp(normal(mean, sd), mean - 2.5 * sd, mean + 2.5 * sd);
	const woman = chance(0.4);
	const skin = chance(0.25) ? uniform(0.28, 0.55) : uniform(0.55, 0.85);
	const lipShade = woman ? uniform(0.5, 0.95) : uniform(0.68, 1);
	const cheekWidth = within(1.08, 0.05);
	const bearded = !woman && chance(0.25);
	const hair = createHair(random, woman, skin);
	return {
		cheekWidth,
		templeWidth: cheekWidth * within(0.97, 0.025),
		jawWidth: within(woman ? 0.84 : 0.92, 0.06),
		chinWidth: within(woman ? 0.36 : 0.44, 0.06),
		chinY: within(woman ? 1.78 : 1.86, 0.09),
		chinDepth: within(0.12, 0.05),
		forehead: within(0.25, 0.08),
		socketDepth: within(0.14, 0.035),
		browRidge: within(woman ? 0.03 : 0.065, 0.02),
		cheekbones: within(0.05, 0.02),
		fullness: within(0, 0.45),
		eyeWidth: within(0.195, 0.013),
		upperLid: within(woman ? 0.085 : 0.07, 0.013),
		lowerLid: within(0.055, 0.009),
		eyeSlant: within(0.012, 0.025),
		lidFold: chance(0.15) ? 0 : uniform(0.03, 0.085),
		iris: chance(0.6) ? uniform(0.03, 0.16) : uniform(0.15, 0.4),
		lashes: woman ? uniform(0.5, 1) : uniform(0.2, 0.65),
		eyeRings: uniform(0, 0.4),
		browInnerX: within(0.275, 0.045),
		browOuterX: within(0.9, 0.04),
		browY: within(woman ? -0.32 : -0.29, 0.04),
		browArch: within(woman ? 0.08 : 0.06, 0.025),
		browThickness: within(woman ? 0.06 : 0.09, 0.02),
		browShade: clamp(
			(hair.shade < 0.35 ? hair.shade : hair.shade * 0.7) * uniform(0.7, 1.3),
			0.03,
			skin * 0.92,
		),
		noseTipY: within(0.58, 0.045),
		noseHeight: within(0.4, 0.045),
		noseWidth: within(skin < 0.5 ? 0.29 : 0.25, 0.025),
		noseBend: within(0, 0.4),
		noseBridge: within(0.1, 0.018),
		mouthY: within(1.115, 0.05),
		mouthWidth: within(0.41, 0.03),
		upperLip: within(skin < 0.5 ? 0.11 : 0.085, 0.022),
		lowerLip: within(skin < 0.5 ? 0.14 : 0.115, 0.022),
		lipHeight: within(0.06, 0.015),
		lipShade,
		skin,
		shine: chance(0.3) ? uniform(0.1, 0.5) : uniform(0, 0.15),
		blotches: uniform(0.02, 0.1),
		wrinkles: chance(0.5) ? uniform(0, 0.25) : uniform(0.2, 0.8),
		hair,
		beard: bearded
			? uniform(0.3, 1)
			: !woman && chance(0.4)
				? uniform(0, 0.3)
				: 0,
		moustache: bearded
			? uniform(0.3, 1)
			: !woman && chance(0.12)
				? uniform(0.3, 1)
				: 0,
		goatee: bearded
			? uniform(0.3, 1)
			: !woman && chance(0.08)
				? uniform(0.3, 1)
				: 0,
		glasses: chance(0.17) ? createGlasses(random) : undefined,
		hat: chance(0.06) ? createHat(random) : undefined,
		ears: within(1, 0.12),
		clothes: uniform(0.02, 0.9),
		collar: uniform(0.02, 1),
		seed: random.integer(2 ** 31),
	};
}

function createHair(random: Random, woman: boolean, skin: number): Hair {
	const { uniform } = random;
	const chance = (share: number) => uniform() < share;
	const dark = skin < 0.5 ? 0.95 : 0.7;
	const shade = chance(dark) ? uniform(0.04, 0.3) : uniform(0.35, 0.85);
	const long = woman ? chance(0.8) : chance(0.05);
	const fringe = chance(woman ? 0.25 : 0.1);
	const bald = !woman && chance(0.14);
	return {
		shade,
		hairline: bald ? 3 : fringe ? uniform(0.38, 0.6) : uniform(0.7, 1.1),
		recession: woman ? uniform(0, 0.12) : uniform(0, 0.45),
		sideburnY: bald && chance(0.4) ? 2 : uniform(-0.1, 0.35),
		thickness: uniform(0.05, woman ? 0.32 : 0.22),
		length: long ? uniform(0.7, 2.4) : undefined,
		curtain: chance(0.3) ? uniform(0.75, 1) : uniform(1, 1.45),
		waves: uniform(0, 0.12),
		parting: uniform(-0.7, 0.7),
		strands: uniform(0.1, 0.5),
	};
}

function createGlasses({ uniform }: Random): Glasses {
	const sun = uniform() < 0.12;
	return {
		width: uniform(0.3, 0.4),
		height: uniform(0.17, 0.3),
		squareness: uniform(2, 4.5),
		frame: uniform() < 0.8 ? uniform(0.02, 0.25) : uniform(0.4, 0.9),
		frameWidth: uniform(0.018, 0.055),
		tint: sun ? uniform(0.5, 0.92) : uniform(0, 0.18),
		glare: uniform() < 0.4 ? uniform(0.1, 0.6) : 0,
	};
}

function createHat({ uniform }: Random): Hat {
	return {
		shade: uniform(0.03, 0.9),
		edgeY: uniform(0.42, 0.8),
		brim: uniform() < 0.6 ? uniform(0.4, 0.8) : 0,
		thickness: uniform(0.08, 0.25),
	};
}
