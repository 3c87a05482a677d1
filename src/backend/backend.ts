import { availableParallelism } from "node:os";
import * as tf from "@tensorflow/tfjs";
import { findTensorflow } from "./tensorflow/library";

/** The backends of the project, the preferred one first. */
export const BACKEND_NAMES = ["tensorflow", "cpu"] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/** The backend that computes, and why it was chosen. */
export interface Backend {
	name: BackendName;
	/** Version of the library that computes. */
	version: string;
	device: "CPU" | "GPU";
	/** One line for people: what computes, on what, and what is missing. */
	description: string;
}

let started: Promise<Backend> | undefined;

/**
 * Starts the backend that computes everything in this process, and reports it.
 * Later calls give the first one's answer.
 *
 * `KEYPOINTS_BACKEND` forces one of {@link BACKEND_NAMES}; a forced backend that
 * is missing is an error. Without it TensorFlow is taken where set-up has
 * installed it, else the plain JavaScript of TensorFlow.js, which is about a
 * hundred times slower, and the description says so.
 *
 * @throws where the forced backend is unknown, missing, or does not load
 */
export function startBackend(): Promise<Backend> {
	started ??= choose(process.env.KEYPOINTS_BACKEND || undefined);
	return started;
}

async function choose(forced: string | undefined): Promise<Backend> {
	if (forced !== undefined && !BACKEND_NAMES.includes(forced as BackendName))
		throw new Error(
			`startBackend: unknown KEYPOINTS_BACKEND: ${forced}; expected one of ${BACKEND_NAMES.join(", ")}`,
		);
	if (forced === "cpu") return startCpu("chosen by KEYPOINTS_BACKEND");
	const library = findTensorflow();
	if (library) return startTensorflow(library);
	const missing =
		"TensorFlow is not installed here; `npm run setup` installs it or says why it cannot";
	if (forced === "tensorflow")
		throw new Error(
			`startBackend: missing backend: tensorflow, which KEYPOINTS_BACKEND asks for; ${missing}`,
		);
	return startCpu(missing);
}

async function startTensorflow(
	library: NonNullable<ReturnType<typeof findTensorflow>>,
): Promise<Backend> {
	const { registerTensorflow } = await import("./tensorflow");
	const { version, gpu } = await registerTensorflow(library);
	await activate("tensorflow");
	const device = gpu ? "GPU" : "CPU";
	return {
		name: "tensorflow",
		version,
		device,
		description: `tensorflow: TensorFlow ${version} on the ${device}, ${availableParallelism()} cores`,
	};
}

async function startCpu(reason: string): Promise<Backend> {
	await activate("cpu");
	return {
		name: "cpu",
		version: tf.version_core,
		device: "CPU",
		description: `cpu: plain JavaScript of TensorFlow.js ${tf.version_core}, slow (${reason})`,
	};
}

async function activate(name: BackendName): Promise<void> {
	// tfjs greets whoever uses its plain backend with an advertisement.
	tf.env().set("PROD", name === "cpu");
	if (!(await tf.setBackend(name)))
		throw new Error(`startBackend: the backend ${name} does not start`);
}
