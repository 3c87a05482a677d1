import type { Pipeline } from "../../src/augment";

/**
 * The benchmark's pipeline: one of each step that training uses, all movements
 * done to every image, for albumentations draws them together.
 */
export const OURS: Pipeline = [
	{ step: "horizontalFlip", probability: 0.5 },
	{ step: "rotation", degrees: [-15, 15] },
	{ step: "scale", factor: [0.85, 1.15] },
	{ step: "shift", pixels: [-6, 6] },
	{ step: "shear", degrees: [-8, 8] },
	{ step: "brightness", change: [-0.2, 0.2], probability: 0.5 },
	{ step: "contrast", factor: [0.7, 1.3], probability: 0.5 },
	{ step: "gamma", exponent: [0.7, 1.4], probability: 0.3 },
	{ step: "noise", greyLevels: [0, 10], probability: 0.3 },
	{ step: "blur", sigmaPixels: [0.3, 1.2], probability: 0.2 },
	{ step: "cutout", pixels: [8, 24], probability: 0.3 },
];

/** The same for augmentation.py: the four movements as the one step `Affine`, which is albumentations' fastest way. */
export function theirs(): unknown[] {
	const steps: readonly object[] = OURS;
	const [flip, rotation, scale, shift, shear, ...rest] = steps as Record<
		string,
		unknown
	>[];
	const movement = {
		step: "movement",
		degrees: rotation.degrees,
		factor: scale.factor,
		pixels: shift.pixels,
		shear: shear.degrees,
	};
	return [flip, movement, ...rest];
}
