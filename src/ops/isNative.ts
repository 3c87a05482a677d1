/**
 * Whether operations of TensorFlow, or programs of this project on a GPU, stand in
 * for those that TensorFlow.js composes. `KEYPOINTS_NATIVE=0` leaves everything as TensorFlow.js has it, for
 * comparison.
 */
export function isNative(): boolean {
	return process.env.KEYPOINTS_NATIVE !== "0";
}
