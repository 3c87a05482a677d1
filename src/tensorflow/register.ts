import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import { isNative } from "../ops";
import { createBinding } from "./binding";
import { loadCApi } from "./capi";
import { type CudaState, type Gpu, prepareCuda } from "./cuda";
import type { TensorflowLibrary } from "./library";
import type { NativeBackend } from "./nativeBackend";
import { registerOperations } from "./operations";

/** What the registered backend runs on. */
export interface TensorflowDevice {
	/** Version of TensorFlow itself, for example `2.21.0`. */
	version: string;
	/** The GPU that computes, where one does. */
	gpu?: Gpu;
	/** Why none does, where TensorFlow is made for one. */
	whyNoGpu?: string;
}

/**
 * Registers TensorFlow.js's backend `tensorflow`: the kernels of tfjs-node-gpu,
 * over TensorFlow's own libraries, without the package's C++ addon.
 *
 * TensorFlow's log stays quiet unless `TF_CPP_MIN_LOG_LEVEL` is set; its errors
 * arrive as exceptions in any case.
 *
 * @param replaceDropout has it draw the masks of dropout layers, where it can
 */
export async function registerTensorflow(
	library: TensorflowLibrary,
	replaceDropout: () => void,
): Promise<TensorflowDevice> {
	process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
	// By itself TensorFlow takes oneDNN on some processors only; it is faster on all.
	if (isNative() && process.arch === "x64")
		process.env.TF_ENABLE_ONEDNN_OPTS ??= "1";
	// tfjs-node-gpu 4.22 still calls this function, which Node 23 removed.
	if (!("isNullOrUndefined" in util))
		Object.assign(util, {
			isNullOrUndefined: (value: unknown) => value == null,
		});
	const { NodeJSKernelBackend } = await import(
		"@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend"
	);
	await import("@tensorflow/tfjs-node-gpu/dist/register_all_kernels");
	const cuda = library.cuda && prepareCuda(library.cuda);
	const binding = createBinding(loadCApi(library.libraries));
	const backend = new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu");
	tf.registerBackend("tensorflow", () => backend, 3);
	if (isNative())
		registerOperations(backend as unknown as NativeBackend, replaceDropout);
	return {
		version: binding.TF_Version,
		...(cuda && deviceOf(cuda, binding.isUsingGpuDevice())),
	};
}

function deviceOf(cuda: CudaState, isUsed: boolean) {
	if ("whyNot" in cuda) return { whyNoGpu: cuda.whyNot };
	if (isUsed) return cuda;
	return {
		whyNoGpu: `TensorFlow does not take ${cuda.gpu.name}; with TF_CPP_MIN_LOG_LEVEL=0 it says why`,
	};
}
