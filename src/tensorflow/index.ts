export { applyAdam } from "./adam";
export type { RecordedStep } from "./binding";
export { createBytes, gatherRows } from "./bytes";
export { CompileError } from "./compileError";
export { findTensorflow } from "./library";
export { applyMomentum } from "./momentum";
export type { NativeBackend } from "./nativeBackend";
export { drawAtLeast, drawUniform } from "./random";
export { registerTensorflow, type TensorflowDevice } from "./register";
