import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../base";

/** What set-up took out of a TensorFlow wheel, and where it put it. */
export interface TensorflowLibrary {
	/** The wheel's name and version, for example `tensorflow-cpu 2.21.0`. */
	wheel: string;
	/** Absolute paths in the order in which they must be loaded. */
	libraries: string[];
	/** Where it is made for NVIDIA's GPUs. */
	cuda?: CudaLibraries;
}

/** CUDA's libraries beside TensorFlow's, and what they ask of the machine. */
export interface CudaLibraries {
	/** Absolute paths, each behind those that it needs. */
	libraries: string[];
	/** Versions, as 12.9. */
	cuda: string;
	cudnn: string;
	/** The oldest driver for Linux, as 525.60.13. */
	driver: string;
	/** The oldest and the newest major compute capability that TensorFlow has kernels for. */
	oldestGpu: number;
	newestGpu: number;
}

/**
 * Finds the TensorFlow that `npm run setup` unpacked into `.cache/tensorflow`.
 * Returns undefined where there is none.
 */
export function findTensorflow(): TensorflowLibrary | undefined {
	const folder = join(projectFolder(), ".cache", "tensorflow");
	const file = join(folder, "wheel.json");
	if (!existsSync(file)) return undefined;
	const { wheel, libraries, cuda } = JSON.parse(readFileSync(file, "utf8"));
	const whole = (names: string[]) => names.map((name) => join(folder, name));
	return {
		wheel,
		libraries: whole(libraries),
		cuda: cuda && { ...cuda, libraries: whole(cuda.libraries) },
	};
}
