import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { registerBatchNorm } from "./batchNorm";
import { registerFilterGradient } from "./filterGradient";
import { registerInputGradient } from "./inputGradient";
import { registerMatMul } from "./matMul";
import { registerMaxPoolGradient } from "./maxPoolGradient";
import { guardMemory } from "./memory";
import { registerSumRows } from "./sumRows";

/** What the registered backend runs on. */
export interface WasmDevice {
	/** Whether it has the vector instructions of WebAssembly, which Node 20 has on every common processor. */
	simd: boolean;
}

let registered: Promise<WasmDevice> | undefined;

/**
 * Registers and starts TensorFlow.js's backend `wasm`, with the kernels that
 * training needs and that it lacks or has only in a slow form. It is read from
 * node_modules, without a network.
 *
 * It computes on one core: its threaded build never starts a thread (in 4.22 it
 * reports one, whatever number is asked for, in browsers as in Node).
 *
 * @throws where this Node has no WebAssembly
 */
export function registerWasm(): Promise<WasmDevice> {
	registered ??= register();
	return registered;
}

async function register(): Promise<WasmDevice> {
	if (!("WebAssembly" in globalThis))
		throw new Error(
			"registerWasm: missing WebAssembly: this Node runs without it; expected a Node without --jitless",
		);
	await import("@tensorflow/tfjs-backend-wasm");
	registerBatchNorm();
	registerFilterGradient();
	registerInputGradient();
	registerMatMul();
	registerMaxPoolGradient();
	registerSumRows();
	const forget = rememberListeners();
	if (!(await tf.setBackend("wasm")))
		throw new Error("registerWasm: the backend wasm does not start");
	forget();
	guardMemory(tf.backend() as BackendWasm);
	return {
		simd: (await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) as boolean,
	};
}

/**
 * Gives a function that takes away the listeners that have been added since: the
 * backend's own would replace this process's answer to its errors.
 */
function rememberListeners(): () => void {
	const events = ["uncaughtException", "unhandledRejection"];
	const before = events.map((event) => process.rawListeners(event));
	return () => {
		for (const [i, event] of events.entries())
			for (const listener of process.rawListeners(event))
				if (!before[i].includes(listener))
					process.off(event, listener as () => void);
	};
}
