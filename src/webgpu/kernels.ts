import type * as tf from "@tensorflow/tfjs";
import { type Kernel as AnyKernel, replaceKernelOf } from "../ops";
import type { DawnBackend } from "./dawnBackend";

/** A kernel of the backend `webgpu`: tensors and attributes in, a tensor out. */
export type Kernel = AnyKernel<Record<string, tf.Tensor>>;

/** Replaces a kernel of the backend `webgpu`, see {@link replaceKernelOf}. */
export function replaceKernel(
	name: string,
	backend: DawnBackend,
	make: (plain: Kernel) => Kernel,
): void {
	replaceKernelOf("webgpu", name, backend, make);
}
