export {
	type Checkpoint,
	type CheckpointDescription,
	type EpochRecord,
	modelOf,
	readCheckpoint,
	restoreAverage,
	restoreModel,
	restoreOptimizer,
	saveCheckpoint,
	type TrainingState,
} from "./checkpoint";
export { exportRun } from "./exportRun";
export { fromFloat16, toFloat16 } from "./float16";
export type { HeatmapLoss, Loss, LossUnits } from "./lossConfig";
export {
	type Measures,
	measure,
	type PointMeasures,
	TOLERANCE_PIXELS,
} from "./measures";
export { openRun, TrainedRun } from "./openRun";
export type { OptimizerConfig } from "./optimizerConfig";
export { checkPair } from "./pair";
export { predictionOf, RECIPES, type Recipe } from "./recipe";
export {
	differences,
	filesOfRun,
	hasCheckpoint,
	locateRun,
	type RunConfig,
	type RunDescription,
	readRun,
	runFilesIn,
	SHIPPED_RUNS,
	withRunFolder,
	writeRun,
} from "./runFolder";
export { checkFolder, checkSameSplit, removeRun } from "./sameRun";
export { learningRateAt, type Schedule } from "./schedule";
