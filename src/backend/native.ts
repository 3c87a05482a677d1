import * as tf from "@tensorflow/tfjs";
import { isNative } from "../ops";
import type { NativeBackend } from "../tensorflow";
import type { DawnBackend } from "../webgpu";

/** The backend `tensorflow` where it computes and is native, else undefined. */
export function nativeBackend(): NativeBackend | undefined {
	if (tf.getBackend() !== "tensorflow" || !isNative()) return undefined;
	return tf.backend() as unknown as NativeBackend;
}

/** The backend `webgpu` where it computes, with programs of this project, else undefined. */
export function dawnBackend(): DawnBackend | undefined {
	if (tf.getBackend() !== "webgpu" || !isNative()) return undefined;
	return tf.backend() as unknown as DawnBackend;
}

/**
 * Whether reading a value makes the device wait, which else works while the next
 * step is prepared.
 */
export function readsLate(): boolean {
	return tf.getBackend() === "webgpu";
}
