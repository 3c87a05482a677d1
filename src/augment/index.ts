// What a pipeline is

export { checkPipeline, describePipeline } from "./pipeline";
export { PRESETS, readPipeline } from "./presets";
export {
	type Pipeline,
	type Range,
	STEP_NAMES,
	type Step,
	type StepName,
} from "./steps";

// Doing it: to faces, to typed arrays, in another thread

export { type AugmentBatch, createAugmenter } from "./augmenter";
export {
	type AugmentOptions,
	augmentFaces,
	faceSeed,
} from "./augmentFaces";
export { AugmentThread } from "./thread";
