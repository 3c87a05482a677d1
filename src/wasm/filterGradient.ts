import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type ConvolutionAttributes, convolutionOf } from "../ops";
import { emptyTensor, memoryOf, placeOf, registerKernel } from "./kernels";

/** How many values of patches are laid out at a time: 16 MiB. */
const PATCH_VALUES = 2 ** 22;

/**
 * `Conv2DBackpropFilter`, which the backend `wasm` lacks: the gradient of a
 * convolution by its filter,
 * `dW[i, j, c, f] = Σ_n,y,x  X[n, y·s + i, x·s + j, c] · dY[n, y, x, f]`,
 * as the matrix product `patches · dY`. The patches have a row for every value
 * (i, j, c) of a filter, with all of the input that it has met ("im2col").
 *
 * Source: Chellapilla et al. 2006, https://inria.hal.science/inria-00112631
 */
export function registerFilterGradient(): void {
	registerKernel("Conv2DBackpropFilter", () => (inputs, given, backend) => {
		const attributes = given as unknown as ConvolutionAttributes & {
			filterShape: [number, number, number, number];
		};
		const { filterShape } = attributes;
		const x = inputs.x as tf.Tensor4D;
		const dy = inputs.dy as tf.Tensor4D;
		const convolution = convolutionOf(
			"Conv2DBackpropFilter",
			x.shape,
			filterShape,
			attributes,
		);
		if (x.size === 0 || dy.size === 0) return tf.zeros(filterShape);
		return tf.tidy(() => {
			const { top, bottom, left, right } = convolution.padInfo;
			const padded = x.pad([
				[0, 0],
				[top, bottom],
				[left, right],
				[0, 0],
			]);
			// [c, n, y, x]: a row of a patch is a piece of a row of a plane.
			const planes = padded.transpose<tf.Tensor4D>([3, 0, 1, 2]);
			return productOfPatches(backend, planes, dy, convolution).reshape(
				filterShape,
			);
		});
	});
}

function productOfPatches(
	backend: BackendWasm,
	planes: tf.Tensor4D,
	dy: tf.Tensor4D,
	convolution: tf.backend_util.Conv2DInfo,
): tf.Tensor2D {
	const { filterHeight, filterWidth, inChannels } = convolution;
	const [count, outHeight, outWidth, filters] = dy.shape;
	const rows = filterHeight * filterWidth * inChannels;
	const places = outHeight * outWidth;
	const atOnce = Math.max(1, Math.floor(PATCH_VALUES / (rows * places)));
	let sum = tf.zeros([rows, filters]) as tf.Tensor2D;
	for (let first = 0; first < count; first += atOnce) {
		const images = Math.min(atOnce, count - first);
		const before = sum;
		sum = tf.tidy(() => {
			const patches = emptyTensor(backend, [rows, images * places]);
			copyPatches(backend, planes, patches, convolution, first, images);
			const part = dy.slice([first, 0, 0, 0], [images, -1, -1, -1]);
			return before.add(patches.matMul(part.reshape([-1, filters])));
		});
		before.dispose();
	}
	return sum;
}

/** Fills `patches` with those of some images. */
function copyPatches(
	backend: BackendWasm,
	planes: tf.Tensor4D,
	patches: tf.Tensor,
	convolution: tf.backend_util.Conv2DInfo,
	firstImage: number,
	images: number,
): void {
	const memory = memoryOf(backend);
	const start = placeOf(backend, planes);
	let to = placeOf(backend, patches);
	const [channels, count, height, width] = planes.shape;
	const { filterHeight, filterWidth, outHeight, outWidth } = convolution;
	const { strideHeight, strideWidth } = convolution;
	for (let i = 0; i < filterHeight; i++)
		for (let j = 0; j < filterWidth; j++)
			for (let c = 0; c < channels; c++)
				for (let n = firstImage; n < firstImage + images; n++) {
					let row = start + ((c * count + n) * height + i) * width + j;
					for (let y = 0; y < outHeight; y++) {
						if (strideWidth === 1) memory.copyWithin(to, row, row + outWidth);
						else
							for (let x = 0; x < outWidth; x++)
								memory[to + x] = memory[row + x * strideWidth];
						to += outWidth;
						row += strideHeight * width;
					}
				}
}
