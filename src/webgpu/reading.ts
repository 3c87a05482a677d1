import * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";
import { checkDevice, failLost } from "./failure";
import { collectTicks, wait, waitSync } from "./ticks";

/**
 * Lets values be read back in Node: TensorFlow.js reads at once by way of a canvas,
 * which Node has not. Reading is also where an error of the device comes to light.
 */
export function replaceReading(backend: DawnBackend): void {
	const plain = backend.readSync.bind(backend);
	backend.readSync = (dataId) => {
		const data = backend.tensorMap.get(dataId);
		if (data.values || !data.resource) return plain(dataId);
		const reading = startReading(backend, data.resource as GPUBuffer);
		waitSync(reading.hasEnded);
		data.values = tf.util.convertBackendValuesAndArrayBuffer(
			reading.take(),
			data.dtype,
		);
		return data.values;
	};
	backend.getBufferData = async (buffer) => {
		const reading = startReading(backend, buffer);
		await wait(reading.hasEnded);
		return reading.take();
	};
}

/** Copies a buffer to where the CPU can see it, behind all that was asked of the device before. */
function startReading(backend: DawnBackend, buffer: GPUBuffer) {
	checkDevice(backend);
	const staging = backend.bufferManager.acquireBuffer(
		buffer.size,
		GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
	);
	backend.ensureCommandEncoderReady();
	backend.endComputePassEncoder();
	backend.commandEncoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
	backend.submitQueue();
	// What goes wrong shows in the buffer's state.
	collectTicks(() => staging.mapAsync(GPUMapMode.READ)).catch(() => {});
	return {
		hasEnded: () => staging.mapState !== "pending",
		take(): ArrayBuffer {
			checkDevice(backend);
			if (staging.mapState !== "mapped") failLost(backend);
			const values = staging.getMappedRange().slice(0);
			staging.unmap();
			backend.bufferManager.releaseBuffer(staging);
			return values;
		},
	};
}
