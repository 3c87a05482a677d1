export {
	BACKEND_NAMES,
	type Backend,
	type BackendName,
	type BackendReport,
	listBackends,
	startBackend,
} from "./backend";
export { type CompiledStep, compile, type TensorStep } from "./compile";
export { setLayerStep } from "./dropoutLayer";
export { tryLock } from "./fileLock";
export { adamInPlace, momentumInPlace } from "./inPlace";
export { describeMachine, describeMoment } from "./machine";
export { isNative, readsLate } from "./native";
export { projectFolder, projectVersion } from "./paths";
export { choosePrecision, PRECISIONS, type Precision } from "./precision";
export { dropoutMask, randomUniform, type Seed } from "./random";
export { ByteRows } from "./rows";
export { giveTurn, imagesAtOnce } from "./turn";
export { deviceLoss } from "./webgpu/failure";
