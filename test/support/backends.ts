import * as tf from "@tensorflow/tfjs";
import {
	BACKEND_NAMES,
	type BackendName,
	listBackends,
	startBackend,
} from "../../src/backend";
import { replaceDropout } from "../../src/backend/dropoutLayer";
import { hasGpu } from "../../src/backend/gpu";
import { registerTensorflow } from "../../src/tensorflow";
import { findTensorflow } from "../../src/tensorflow/library";
import { registerWasm } from "../../src/wasm";
import { registerWebgpu } from "../../src/webgpu";
import { findWebgpu } from "../../src/webgpu/library";

/** Why a backend cannot be tested here, or undefined where it can. */
export function whyNot(name: BackendName): string | undefined {
	const report = listBackends().find((backend) => backend.name === name);
	if (!report?.available) return report?.detail;
	const lacksDevice = name === "webgpu" && !hasGpu() && !findWebgpu()?.software;
	return lacksDevice
		? "there is neither a GPU nor one in software, which `npm run setup -- webgpu --software` installs"
		: undefined;
}

/** Computes on a backend from now on, whichever one the process has started with. */
export async function useBackend(name: BackendName): Promise<void> {
	await startBackend();
	const isRegistered = name in tf.engine().registryFactory;
	if (name === "tensorflow" && !isRegistered) {
		const library = findTensorflow();
		if (library) await registerTensorflow(library, replaceDropout);
	}
	if (name === "wasm") await registerWasm();
	const webgpu = name === "webgpu" && findWebgpu();
	if (webgpu) await registerWebgpu(webgpu);
	// The plain backend greets its users, but not in production.
	tf.env().set("PROD", true);
	await tf.setBackend(name);
}

/** Computes on the backend again that the process has started with. */
export async function useOwnBackend(): Promise<void> {
	await useBackend((await startBackend()).name);
}

/** A group of tests of a backend; skipped where it cannot be had, for the reason shown. */
export function describeOn(
	name: BackendName,
	title: string,
	tests: () => void,
): void {
	const reason = whyNot(name);
	// In software, as where tests run, WebGPU takes many times as long as others.
	const named = name === "webgpu" ? `${title} @slow` : title;
	if (reason) describe.skip(`${named} (skipped: ${reason})`, tests);
	else
		describe(named, () => {
			before(() => useBackend(name));
			after(useOwnBackend);
			tests();
		});
}

/**
 * Runs a group of tests once on every backend that can be had here.
 * WebAssembly and plain JavaScript always can.
 */
export function onEveryBackend(tests: (backend: BackendName) => void): void {
	for (const name of BACKEND_NAMES)
		describeOn(name, `on the backend ${name}`, () => tests(name));
}
