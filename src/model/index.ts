export {
	buildModel,
	MODELS,
	type ModelEntry,
	type ModelName,
	type Recipe,
} from "./catalogue";
export {
	buildCnn,
	buildDenseCnn,
	type DenseCnnOptions,
	type ModelOptions,
} from "./cnn";
export { type ModelCost, modelCost } from "./cost";
export {
	SeededDropout,
	type SeededDropoutConfig,
	setDropoutStep,
} from "./dropout";
export { imageTensor, type PredictOptions, predict } from "./predict";
export { type BlockFilters, residualBlock } from "./residual";
export { buildResNet, type ResNetOptions } from "./resnet";
export { startAtMean } from "./startAtMean";
