import * as tf from "@tensorflow/tfjs";
import { mapColumns } from "./columns";
import type { DawnBackend } from "./dawnBackend";

/**
 * The gradient of ReLU, `dx = dy where y > 0, else 0`, in one program.
 * TensorFlow.js composes it of a step and a product.
 */
export function replaceReluGradient(backend: DawnBackend): void {
	const plain = tf.getGradient("Relu");
	tf.registerGradient({
		...plain,
		gradFunc: (dy, saved, attributes) => {
			const [x] = saved;
			if (tf.getBackend() !== "webgpu" || x.dtype !== "float32" || !x.size)
				return plain.gradFunc(dy, saved, attributes);
			const channels = x.shape[x.rank - 1] ?? 1;
			const zero = channels % 4 === 0 ? "vec4f()" : "0.0";
			return {
				x: () =>
					mapColumns(
						backend,
						{
							...{ name: "ReLU's gradient", channels },
							rows: x.size / channels,
							inputs: { dy: dy as tf.Tensor, x },
							term: `select(${zero}, dy[i], x[i] > ${zero})`,
						},
						x.shape,
					),
			};
		},
	});
}
