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
export { adamInPlace, momentumInPlace } from "./inPlace";
export { describeMachine, describeMoment } from "./machine";
export { readsLate } from "./native";
export { choosePrecision, PRECISIONS, type Precision } from "./precision";
export { dropoutMask, randomUniform, type Seed } from "./random";
export { ByteRows } from "./rows";
