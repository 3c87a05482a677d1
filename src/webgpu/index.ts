export type { DawnBackend } from "./dawnBackend";
export { drawMask } from "./dropout";
export { deviceLoss } from "./failure";
export { findWebgpu } from "./library";
export { applyAdam, applyMomentum } from "./optimizers";
export { registerWebgpu, type WebgpuDevice } from "./register";
