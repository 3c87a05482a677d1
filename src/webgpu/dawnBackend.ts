import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";

/** TensorFlow.js's backend over Dawn: what is used of it, also of what it keeps to itself. */
export type DawnBackend = Pick<
	WebGPUBackend,
	| "bufferManager"
	| "device"
	| "getBufferData"
	| "makeTensorInfo"
	| "readSync"
	| "refCount"
	| "tensorMap"
	| "uploadToGPU"
> & {
	/** The commands that are collected and not yet submitted, and their dispatches. */
	commandEncoder: GPUCommandEncoder;
	computePassEncoder: GPUComputePassEncoder | null;
	dispatchCountInPass: number;
	/** Tensors whose buffers those commands use: they are not given away before. */
	commandQueueOwnedIds: WeakSet<object>;
	ensureCommandEncoderReady(): void;
	endComputePassEncoder(): void;
	submitQueue(): void;
};
