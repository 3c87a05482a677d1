import { type Kernel, replaceKernelOf } from "../ops";
import type { NativeBackend } from "./nativeBackend";

/** Replaces a kernel of the backend `tensorflow`, see {@link replaceKernelOf}. */
export function replaceKernel(
	name: string,
	backend: NativeBackend,
	make: (plain: Kernel) => Kernel,
): void {
	replaceKernelOf("tensorflow", name, backend, make);
}
