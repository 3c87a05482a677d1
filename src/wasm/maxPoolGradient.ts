import type * as tf from "@tensorflow/tfjs";
import { poolingOf } from "../ops";
import { emptyTensor, registerKernel, valuesOf } from "./kernels";

/**
 * `MaxPoolGrad`: every window gives its gradient to the first of its largest
 * values. In JavaScript over the backend's memory, several times as fast as its
 * own kernel.
 */
export function registerMaxPoolGradient(): void {
	registerKernel("MaxPoolGrad", () => (inputs, attributes, backend) => {
		const { dy, input } = inputs;
		const pool = poolingOf(input, attributes);
		const gradient = emptyTensor(backend, input.shape);
		distribute(
			valuesOf(backend, dy),
			valuesOf(backend, input),
			valuesOf(backend, gradient).fill(0),
			pool,
		);
		return gradient;
	});
}

function distribute(
	dy: Float32Array,
	x: Float32Array,
	dx: Float32Array,
	pool: tf.backend_util.Conv2DInfo,
): void {
	const { batchSize, inHeight, inWidth, outHeight, outWidth } = pool;
	const { strideHeight, strideWidth, filterHeight, filterWidth } = pool;
	const { inChannels: channels, padInfo } = pool;
	for (let n = 0; n < batchSize; n++)
		for (let outY = 0; outY < outHeight; outY++) {
			const y = outY * strideHeight - padInfo.top;
			const top = Math.max(0, y);
			const bottom = Math.min(inHeight, y + filterHeight);
			for (let outX = 0; outX < outWidth; outX++) {
				const from = outX * strideWidth - padInfo.left;
				const left = Math.max(0, from);
				const right = Math.min(inWidth, from + filterWidth);
				const out = ((n * outHeight + outY) * outWidth + outX) * channels;
				for (let c = 0; c < channels; c++) {
					let largest = Number.NEGATIVE_INFINITY;
					let place = -1;
					for (let row = top; row < bottom; row++) {
						const start = (n * inHeight + row) * inWidth;
						for (let column = left; column < right; column++) {
							const at = (start + column) * channels + c;
							if (x[at] > largest) {
								largest = x[at];
								place = at;
							}
						}
					}
					if (place >= 0) dx[place] += dy[out + c];
				}
			}
		}
}
