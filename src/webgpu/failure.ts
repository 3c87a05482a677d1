import * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";

/** The device is gone, and with it all that was on it. */
class DeviceLostError extends Error {}

/** What has gone wrong on a device: nothing else says so when a value is computed. */
const failures = new WeakMap<GPUDevice, Error>();

/** Notes what goes wrong on a device from now on, for {@link checkDevice}. */
export function watchDevice(device: GPUDevice): void {
	device.addEventListener("uncapturederror", (event) => {
		const { error } = event as GPUUncapturedErrorEvent;
		if (!failures.has(device)) failures.set(device, ofOperation(error));
	});
	void device.lost.then(({ message }) => {
		failures.set(device, lost(message));
	});
}

/**
 * Throws what has gone wrong on the device since it was asked last.
 *
 * @throws {DeviceLostError} from now on, where the device is lost
 */
export function checkDevice({ device }: DawnBackend): void {
	const failure = failures.get(device);
	if (!failure) return;
	if (!(failure instanceof DeviceLostError)) failures.delete(device);
	throw failure;
}

/**
 * Why the GPU that computes was lost, with all that was on it; undefined where it
 * was not, or where another backend computes.
 */
export async function deviceLoss(): Promise<Error | undefined> {
	if (tf.getBackend() !== "webgpu") return undefined;
	// The device says so after what has failed by it.
	await new Promise(setImmediate);
	const { device } = tf.backend() as unknown as DawnBackend;
	const failure = failures.get(device);
	return failure instanceof DeviceLostError ? failure : undefined;
}

/** Throws that the device is lost, where reading shows it before the device says so. */
export function failLost({ device }: DawnBackend): never {
	const failure = lost("");
	failures.set(device, failure);
	throw failure;
}

function ofOperation(error: GPUError): Error {
	const isMemory =
		error instanceof GPUOutOfMemoryError ||
		/buffer size .* exceeds/i.test(error.message);
	return new Error(
		isMemory
			? "webgpu: out of memory: the GPU has no room for another tensor; expected a batch or a model that fits: try half the batch size"
			: `webgpu: an operation failed on the GPU: ${error.message}`,
	);
}

function lost(message: string): DeviceLostError {
	return new DeviceLostError(
		`webgpu: the GPU was lost: ${message.trim() || "the driver gives no reason"}; what was on it is gone, and a new process is needed (in a notebook: restart the kernel)`,
	);
}
