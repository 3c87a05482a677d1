export {
	type Checkpoint,
	type EpochRecord,
	modelOf,
	readCheckpoint,
	saveCheckpoint,
} from "./checkpoint";
export { exportRun } from "./exportRun";
export { type FitResult, fit } from "./fit";
export { fitCorrection } from "./fitCorrection";
export type { CheckpointOptions, FitOptions } from "./fitOptions";
export { fromFloat16, toFloat16 } from "./float16";
export type { HeatmapLoss } from "./heatmapLoss";
export {
	HALF_WIDTH,
	type LossUnits,
	maskedMeanSquaredError,
	maskLabels,
	type Targets,
} from "./loss";
export type { Loss } from "./lossConfig";
export {
	type Measures,
	measure,
	type PointMeasures,
	TOLERANCE_PIXELS,
} from "./measures";
export { notebook } from "./notebook";
export { openRun, type TrainedRun } from "./openRun";
export { Optimizer, type OptimizerConfig } from "./optimizer";
export { printReport } from "./printReport";
export { predictionOf, RECIPES, type Recipe } from "./recipe";
export { duration, type FitReporter } from "./report";
export {
	differences,
	filesOfRun,
	hasCheckpoint,
	locateRun,
	type RunConfig,
	type RunDescription,
	readRun,
	SHIPPED_RUNS,
	withRunFolder,
} from "./runFolder";
export { learningRateAt, type Schedule } from "./schedule";
export { type PreparedRun, type TrainingOptions, trainInto } from "./trainInto";
export {
	dataOf,
	HOLD_OUT,
	prepareRun,
	runConfig,
	type TrainOptions,
	trainRun,
} from "./trainRun";
