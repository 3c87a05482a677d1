import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./tensorflow/nativeBackend";

/**
 * Whether TensorFlow's own operations stand in for those that TensorFlow.js
 * composes. `KEYPOINTS_NATIVE=0` leaves everything as TensorFlow.js has it, for
 * comparison.
 */
export function isNative(): boolean {
	return process.env.KEYPOINTS_NATIVE !== "0";
}

/** The backend `tensorflow` where it computes and is native, else undefined. */
export function nativeBackend(): NativeBackend | undefined {
	if (tf.getBackend() !== "tensorflow" || !isNative()) return undefined;
	return tf.backend() as unknown as NativeBackend;
}
