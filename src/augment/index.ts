export { type AugmentBatch, createAugmenter } from "./augmenter";
export { type AugmentOptions, augmentFaces, faceSeed } from "./augmentFaces";
export { checkPipeline, describePipeline } from "./pipeline";
export { PRESETS, readPipeline } from "./presets";
export {
	type Pipeline,
	type Range,
	STEP_NAMES,
	type Step,
	type StepName,
} from "./steps";
export { AugmentThread } from "./thread";
