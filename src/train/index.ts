export { type FitResult, fit } from "./fit";
export { fitCorrection } from "./fitCorrection";
export type { CheckpointOptions, FitOptions } from "./fitOptions";
export {
	HALF_WIDTH,
	maskedMeanSquaredError,
	maskLabels,
	type Targets,
} from "./loss";
export { notebook } from "./notebook";
export { Optimizer } from "./optimizer";
export { printReport } from "./printReport";
export { duration, type FitReporter } from "./report";
export { type PreparedRun, type TrainingOptions, trainInto } from "./trainInto";
export {
	dataOf,
	HOLD_OUT,
	prepareRun,
	runConfig,
	type TrainOptions,
	trainRun,
} from "./trainRun";
