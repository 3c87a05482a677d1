export {
	buildModel,
	MODELS,
	type ModelEntry,
	type ModelName,
} from "./catalogue";
export {
	buildCnn,
	buildDenseCnn,
	type DenseCnnOptions,
	type ModelOptions,
} from "./cnn";
export { hasCorrection, LinearCorrection, setCorrection } from "./correction";
export { type ModelCost, modelCost } from "./cost";
export {
	type Detection,
	type DetectOptions,
	Detector,
} from "./detector";
export {
	SeededDropout,
	type SeededDropoutConfig,
	setDropoutStep,
} from "./dropout";
export type { TestTimeAugmentation } from "./forwardPass";
export {
	buildKeypointNet,
	hasHeatmaps,
	heatmapsOf,
	type KeypointNetOptions,
	type KeypointNetSize,
} from "./keypointNet";
export { checkModel, type ModelJson, sumOfModel } from "./modelSum";
export {
	fromOutputs,
	outputOf,
	SOURCED_OUTPUT_COUNT,
	toOutputs,
} from "./outputs";
export {
	IMAGE_SHAPE,
	imageTensor,
	outputCount,
	type PredictOptions,
	predict,
	predictOutputs,
} from "./predict";
export { type BlockFilters, residualBlock } from "./residual";
export { buildResNet, type ResNetOptions } from "./resnet";
export { LayerSeeds } from "./seeds";
export { cellCentresAlong, SoftArgmax } from "./softArgmax";
export { StandardiseImage } from "./standardise";
export { startAtMean } from "./startAtMean";
