import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** WebAssembly counts bytes with 32 bits; a larger number would be cut off. */
const LIMIT = 2 ** 32;

/**
 * Makes the backend stop where its memory is full. By itself it would go on at
 * address 0, and compute something wrong.
 */
export function guardMemory(backend: BackendWasm): void {
	const module = backend.wasm as unknown as {
		_malloc(bytes: number): number;
		_free(address: number): void;
	};
	// At its first call the function puts another in its own place.
	module._free(module._malloc(1));
	const allocate = module._malloc;
	module._malloc = (bytes) => {
		const address = bytes < LIMIT ? allocate(bytes) : 0;
		if (address === 0 && bytes > 0)
			throw new Error(
				`wasm: out of memory: no room for ${(bytes / 1e6).toFixed(0)} MB more; expected a batch or a model that fits into the ${(LIMIT / 1e9).toFixed(1)} GB of WebAssembly: try half the batch size`,
			);
		return address;
	};
}
