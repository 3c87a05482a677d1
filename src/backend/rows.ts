import * as tf from "@tensorflow/tfjs";
import { createBytes, gatherRows } from "../tensorflow";
import { nativeBackend } from "./native";

/**
 * Rows of bytes from which batches are taken inside of a compiled step.
 *
 * TensorFlow keeps all of them, as bytes, and gathers a batch's itself. Other
 * backends are given the batch's rows as float32.
 */
export class ByteRows {
	private kept: { values: Uint8Array; tensor: tf.Tensor } | undefined;

	/** @param rowShape shape of one row, as `[96, 96, 1]` */
	constructor(private readonly rowShape: readonly number[]) {}

	/**
	 * What a step needs for a batch, to be given to {@link ByteRows.gather} there.
	 * The caller disposes it.
	 *
	 * @param values all rows; kept from call to call while it is the same array
	 * @param indices which of them, in which order
	 */
	batch(values: Uint8Array, indices: Int32Array): tf.Tensor[] {
		const length = tf.util.sizeFromShape([...this.rowShape]);
		const backend = nativeBackend();
		if (backend) {
			if (this.kept?.values !== values) {
				this.dispose();
				const shape = [values.length / length, ...this.rowShape];
				const tensor = tf.keep(createBytes(backend, values, shape));
				this.kept = { values, tensor };
			}
			return [this.kept.tensor.clone(), tf.tensor1d(indices, "int32")];
		}
		const rows = new Float32Array(indices.length * length);
		indices.forEach((from, to) => {
			const row = values.subarray(from * length, (from + 1) * length);
			rows.set(row, to * length);
		});
		return [tf.tensor(rows, [indices.length, ...this.rowShape])];
	}

	/** The rows of a batch, `[indices.length, ...rowShape]` float32. */
	static gather([rows, indices]: tf.Tensor[]): tf.Tensor {
		const backend = nativeBackend();
		if (!backend || !indices) return rows.clone();
		return gatherRows(backend, rows, indices);
	}

	dispose(): void {
		this.kept?.tensor.dispose();
		this.kept = undefined;
	}
}
