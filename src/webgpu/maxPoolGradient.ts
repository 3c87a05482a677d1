import type * as tf from "@tensorflow/tfjs";
import { poolingOf } from "../ops";
import type { DawnBackend } from "./dawnBackend";
import { replaceKernel } from "./kernels";
import { emptyTensor, runProgram } from "./program";

/**
 * `MaxPoolGrad`: every window gives its gradient to the first of its largest
 * values, as on every other backend; where several are equal, as behind a ReLU,
 * TensorFlow.js gives it to another. A thread asks each window that its value is
 * in.
 */
export function replaceMaxPoolGradient(backend: DawnBackend): void {
	replaceKernel("MaxPoolGrad", backend, () => (inputs, attributes) => {
		const { dy, input: x, output: y } = inputs;
		const pool = poolingOf(x, attributes);
		const gradient = emptyTensor(backend, x.shape);
		if (gradient.size === 0) return gradient;
		runProgram(backend, {
			...{ name: "max pooling's gradient", inputs: { dy, x, y } },
			outputs: { gradient },
			threads: gradient.size,
			body: bodyOf(pool),
		});
		return gradient;
	});
}

function bodyOf(pool: tf.backend_util.Conv2DInfo): string {
	const { inHeight, inWidth, outHeight, outWidth, padInfo } = pool;
	const { strideHeight, strideWidth, filterHeight, filterWidth } = pool;
	const { inChannels: channels } = pool;
	return `
let c = index % ${channels};
let across = index / ${channels} % ${inWidth} + ${padInfo.left};
let down = index / ${channels * inWidth} % ${inHeight} + ${padInfo.top};
let image = index / ${channels * inWidth * inHeight};
let firstRow = max(0, down - ${filterHeight} + ${strideHeight}) / ${strideHeight};
let firstColumn = max(0, across - ${filterWidth} + ${strideWidth}) / ${strideWidth};
var sum = 0.0;
for (var row = firstRow; row <= min(down / ${strideHeight}, ${outHeight - 1}); row++) {
	for (var column = firstColumn; column <= min(across / ${strideWidth}, ${outWidth - 1}); column++) {
		let window = ((image * ${outHeight} + row) * ${outWidth} + column) * ${channels} + c;
		let top = row * ${strideHeight} - ${padInfo.top};
		let left = column * ${strideWidth} - ${padInfo.left};
		var place = -1;
		for (var i = max(0, top); i < min(${inHeight}, top + ${filterHeight}) && place < 0; i++) {
			for (var j = max(0, left); j < min(${inWidth}, left + ${filterWidth}) && place < 0; j++) {
				let at = ((image * ${inHeight} + i) * ${inWidth} + j) * ${channels} + c;
				if (x[at] == y[window]) { place = at; }
			}
		}
		if (place == index) { sum += dy[window]; }
	}
}
gradient[index] = sum;`;
}
