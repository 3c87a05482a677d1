import { availableParallelism } from "node:os";
import * as tf from "@tensorflow/tfjs";
import { findTensorflow } from "../tensorflow";
import { findWebgpu } from "../webgpu";
import { replaceDropout } from "./dropoutLayer";
import { adviseGpu, hasGpu } from "./gpu";
import { whyNoTensorflow, whyNoWebgpu } from "./missing";
import { estimateSlowdown } from "./slowdown";

/**
 * The backends of the project, the preferred one first. By itself none but the
 * first two is chosen.
 */
export const BACKEND_NAMES = ["tensorflow", "wasm", "webgpu", "cpu"] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/** The backend that computes, and why it was chosen. */
export interface Backend {
	name: BackendName;
	/** Version of the library that computes. */
	version: string;
	device: "CPU" | "GPU";
	/** One line for people: what computes, and on what. */
	description: string;
	/**
	 * Where it stands in for TensorFlow, or the CPU for a GPU: why, what to do about
	 * it, and of WebAssembly how much slower it is, measured. {@link startBackend}
	 * has said it on stderr.
	 */
	warning?: string;
	/** Where there is a GPU that does not compute: one line, how to have it compute. */
	advice?: string;
}

/** Whether a backend can be had here. */
export interface BackendReport {
	name: BackendName;
	/** Whether what it needs is installed. That it computes shows when it is started. */
	available: boolean;
	/** What it is, or why it cannot be had and what to do. */
	detail: string;
}

/**
 * Which backends can be had on this machine, the preferred one first, and why the
 * others cannot. Starts none of them.
 */
export function listBackends(): BackendReport[] {
	const library = findTensorflow();
	const webgpu = findWebgpu();
	const webAssembly = "WebAssembly" in globalThis;
	return [
		{
			name: "tensorflow",
			available: library !== undefined,
			detail: library ? library.wheel : whyNoTensorflow(),
		},
		{
			name: "wasm",
			available: webAssembly,
			detail: webAssembly
				? `TensorFlow.js ${tf.version_core} in WebAssembly, on one core`
				: "this Node runs without WebAssembly; leave out --jitless",
		},
		{
			name: "webgpu",
			available: webgpu !== undefined,
			detail: webgpu ? `Dawn of ${webgpu.name}` : whyNoWebgpu(),
		},
		{
			name: "cpu",
			available: true,
			detail: `TensorFlow.js ${tf.version_core} in plain JavaScript, the slow reference of the tests`,
		},
	];
}

let started: Promise<Backend> | undefined;

/**
 * Starts the backend that computes everything in this process, and reports it.
 * Later calls give the first one's answer.
 *
 * TensorFlow is taken where set-up has installed it, else WebAssembly, and then
 * a warning on stderr says why, what to do and how much slower it is.
 * `KEYPOINTS_BACKEND` forces one of {@link BACKEND_NAMES}; a forced backend that
 * is missing is an error.
 *
 * @throws where the forced backend is unknown, missing, or does not load
 */
export function startBackend(): Promise<Backend> {
	started ??= choose(process.env.KEYPOINTS_BACKEND || undefined).then(
		(backend) =>
			backend.device === "CPU" && hasGpu()
				? { ...backend, advice: adviseGpu() }
				: backend,
	);
	return started;
}

async function choose(forced: string | undefined): Promise<Backend> {
	if (forced !== undefined && !BACKEND_NAMES.includes(forced as BackendName))
		throw new Error(
			`startBackend: unknown KEYPOINTS_BACKEND: ${forced}; expected one of ${BACKEND_NAMES.join(", ")}`,
		);
	if (forced === "cpu") return startCpu();
	if (forced === "wasm") return startWasm();
	if (forced === "webgpu") return startWebgpu();
	const library = findTensorflow();
	if (library) return startTensorflow(library);
	if (forced === "tensorflow")
		throw new Error(
			`startBackend: missing backend: tensorflow, which KEYPOINTS_BACKEND asks for; ${whyNoTensorflow()}`,
		);
	const backend = await startWasm();
	const { short, long } = estimateSlowdown();
	const warning = `TensorFlow is missing: ${whyNoTensorflow()}\nWebAssembly computes instead, ${long}.`;
	console.warn(warning);
	const description = `${backend.description}, ${short}`;
	return { ...backend, description, warning };
}

async function startTensorflow(
	library: NonNullable<ReturnType<typeof findTensorflow>>,
): Promise<Backend> {
	const { registerTensorflow } = await import("../tensorflow");
	const { version, gpu, whyNoGpu } = await registerTensorflow(
		library,
		replaceDropout,
	);
	await activate("tensorflow");
	const on = gpu
		? `GPU: ${gpu.name}, ${(gpu.bytes / 1e9).toFixed(1)} GB, CUDA ${library.cuda?.cuda}`
		: `CPU, ${availableParallelism()} cores`;
	const backend: Backend = {
		name: "tensorflow",
		version,
		device: gpu ? "GPU" : "CPU",
		description: `tensorflow: TensorFlow ${version} on the ${on}`,
	};
	if (!whyNoGpu) return backend;
	const warning = `TensorFlow for NVIDIA GPUs computes on the CPU: ${whyNoGpu}\n\`npm run doctor\` says more; \`npm run setup -- cpu\` stays with the CPU.`;
	console.warn(warning);
	return { ...backend, warning };
}

async function startWasm(): Promise<Backend> {
	const { registerWasm } = await import("../wasm");
	const { simd } = await registerWasm();
	await activate("wasm");
	return {
		name: "wasm",
		version: tf.version_core,
		device: "CPU",
		description: `wasm: TensorFlow.js ${tf.version_core} in WebAssembly ${simd ? "with" : "without"} SIMD, one core`,
	};
}

async function startWebgpu(): Promise<Backend> {
	const library = findWebgpu();
	if (!library)
		throw new Error(
			`startBackend: missing backend: webgpu, which KEYPOINTS_BACKEND asks for; ${whyNoWebgpu()}`,
		);
	const { registerWebgpu } = await import("../webgpu");
	const { adapter, isSoftware } = await registerWebgpu(library);
	await activate("webgpu");
	const where = isSoftware
		? "a GPU in software, slow, for tests only"
		: "through Dawn";
	return {
		name: "webgpu",
		version: library.name.split(" ")[1],
		device: isSoftware ? "CPU" : "GPU",
		description: `webgpu: TensorFlow.js ${tf.version_core} on ${adapter}, ${where}`,
	};
}

async function startCpu(): Promise<Backend> {
	await activate("cpu");
	return {
		name: "cpu",
		version: tf.version_core,
		device: "CPU",
		description: `cpu: TensorFlow.js ${tf.version_core} in plain JavaScript, one core, slow`,
	};
}

async function activate(name: BackendName): Promise<void> {
	// tfjs greets whoever uses its plain backend with an advertisement.
	tf.env().set("PROD", name === "cpu");
	if (!(await tf.setBackend(name)))
		throw new Error(`startBackend: the backend ${name} does not start`);
}
