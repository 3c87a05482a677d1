import * as tf from "@tensorflow/tfjs";
import { isNative } from "../ops";
import { type FoundAdapter, findAdapter } from "./adapter";
import type { DawnBackend } from "./dawnBackend";
import { watchDevice } from "./failure";
import type { WebgpuLibrary } from "./library";
import { registerOperations } from "./operations";
import { replaceReading } from "./reading";
import { settle } from "./ticks";

/** What the registered backend runs on. */
export interface WebgpuDevice {
	/** The adapter's name, as its driver tells it. */
	adapter: string;
	/** Whether it is a program on the CPU rather than a GPU. */
	isSoftware: boolean;
}

let registered: Promise<WebgpuDevice> | undefined;

/**
 * Registers TensorFlow.js's backend `webgpu` over Dawn, which reaches any GPU
 * through Vulkan, Metal or Direct3D 12.
 *
 * @throws where there is no GPU, or it gives no device
 */
export function registerWebgpu(library: WebgpuLibrary): Promise<WebgpuDevice> {
	registered ??= register(library);
	return registered;
}

async function register(library: WebgpuLibrary): Promise<WebgpuDevice> {
	const found = await findAdapter(library);
	const device = await settle(() =>
		found.adapter.requestDevice(allOf(found.adapter)),
	);
	watchDevice(device);
	const backend = await createBackend(found, device);
	replaceReading(backend);
	tf.registerBackend("webgpu", () => backend as unknown as tf.KernelBackend);
	if (isNative()) registerOperations(backend, found.isSoftware);
	return { adapter: found.name, isSoftware: found.isSoftware };
}

/** All of an adapter's limits that TensorFlow.js makes use of. */
function allOf({ features, limits }: GPUAdapter): GPUDeviceDescriptor {
	const names = [
		"maxBufferSize",
		"maxComputeInvocationsPerWorkgroup",
		"maxComputeWorkgroupSizeX",
		"maxComputeWorkgroupStorageSize",
		"maxComputeWorkgroupsPerDimension",
		"maxStorageBufferBindingSize",
	] as const;
	const requiredLimits = Object.fromEntries(
		names.map((name) => [name, limits[name]]),
	);
	const clock = "timestamp-query" as const;
	return {
		requiredLimits,
		requiredFeatures: features.has(clock) ? [clock] : [],
	};
}

async function createBackend(
	{ gpu, adapter }: FoundAdapter,
	device: GPUDevice,
): Promise<DawnBackend> {
	const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
	const { info } = adapter as GPUAdapter & { info: GPUAdapterInfo };
	// TensorFlow.js asks a browser's navigator whether there is WebGPU, and asks no more.
	const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
	Object.defineProperty(globalThis, "navigator", {
		...{ value: { gpu }, configurable: true },
	});
	try {
		return new WebGPUBackend(device, info) as unknown as DawnBackend;
	} finally {
		if (before) Object.defineProperty(globalThis, "navigator", before);
		else Reflect.deleteProperty(globalThis, "navigator");
	}
}
