import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./nativeBackend";
import { isReluOutput, noteCut, reluGrad } from "./relu";

/**
 * The gradient of max pooling behind a ReLU, in another order: the ReLU's part
 * first, on the pooled cells (`ReluGrad` by the pooling's output), then the
 * pooling's (`MaxPoolGrad`). The result is the same to the bit; the ReLU has a
 * quarter of the cells to go through.
 */
export function registerMaxPool(backend: NativeBackend): void {
	const plain = tf.getGradient("MaxPool");
	tf.registerGradient({
		...plain,
		gradFunc: (dy, saved, attributes) => {
			const [x, y] = saved;
			const isBehindRelu = isReluOutput(x) && x.dtype === "float32";
			if (tf.getBackend() !== "tensorflow" || !isBehindRelu)
				return plain.gradFunc(dy, saved, attributes);
			return {
				x: () => {
					const cut = reluGrad(backend, dy as tf.Tensor, y);
					const dx = plain.gradFunc(cut, saved, attributes).x();
					noteCut(dx, x);
					return dx;
				},
			};
		},
	});
}
