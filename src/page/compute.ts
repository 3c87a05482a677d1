import * as tf from "@tensorflow/tfjs";

/** What can compute in a browser, the preferred one first. */
const DEVICES: Record<string, { label: string; start(): Promise<boolean> }> = {
	webgpu: { label: "WebGPU", start: startWebGpu },
	webgl: { label: "WebGL", start: startWebGl },
	wasm: { label: "WebAssembly", start: startWasm },
};

/**
 * Starts TensorFlow.js on what this browser has: WebGPU, WebGL or WebAssembly, the
 * first that answers. A graphics card that is played by the processor does not
 * count, for then WebAssembly is faster.
 *
 * @param forced one of these by its name, and no other
 * @returns its name for people
 * @throws where none answers
 */
export async function startComputing(forced?: string): Promise<string> {
	tf.env().set("PROD", true);
	const failures: string[] = [];
	for (const [name, { label, start }] of Object.entries(DEVICES)) {
		if (forced && forced !== name) continue;
		try {
			if (!(await start()) && !forced) continue;
			if (!(await tf.setBackend(name))) throw new Error("does not start");
			await tryOut();
			return label;
		} catch (error) {
			failures.push(`${label}: ${(error as Error).message}`);
			console.warn(`${label} does not compute here:`, error);
		}
	}
	throw new Error(
		`Nothing in this browser computes (${failures.join("; ") || "all of it is switched off"}). Try a current Firefox, Chrome, Edge or Safari.`,
	);
}

/** Some drivers start and then give wrong numbers or none. */
async function tryOut(): Promise<void> {
	const sum = tf.tidy(() =>
		tf
			.ones([8, 8])
			.matMul(tf.ones([8, 8]))
			.sum(),
	);
	const [value] = await sum.data();
	sum.dispose();
	if (value !== 512) throw new Error(`computes 8·8·8 = ${value}`);
}

async function startWebGpu(): Promise<boolean> {
	const { gpu } = navigator as { gpu?: GpuAccess };
	const adapter = await gpu?.requestAdapter();
	if (!adapter || adapter.info?.isFallbackAdapter || adapter.isFallbackAdapter)
		return false;
	await import("@tensorflow/tfjs-backend-webgpu");
	return true;
}

/** What is used of WebGPU; TypeScript's own library does not know it yet. */
interface GpuAccess {
	requestAdapter(): Promise<{
		isFallbackAdapter?: boolean;
		info?: { isFallbackAdapter?: boolean };
	} | null>;
}

const PLAYED_BY_PROCESSOR = /swiftshader|llvmpipe|software|basic render/i;

async function startWebGl(): Promise<boolean> {
	const context = new OffscreenCanvas(1, 1).getContext("webgl2");
	const names = context?.getExtension("WEBGL_debug_renderer_info");
	const renderer = context?.getParameter(
		names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER,
	);
	context?.getExtension("WEBGL_lose_context")?.loseContext();
	await import("@tensorflow/tfjs-backend-webgl");
	return Boolean(context) && !PLAYED_BY_PROCESSOR.test(String(renderer));
}

async function startWasm(): Promise<boolean> {
	const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
	tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
	setWasmPaths(new URL("wasm/", self.location.href).href);
	return true;
}
