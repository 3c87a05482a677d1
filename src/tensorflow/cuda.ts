import koffi from "koffi";
import type { CudaLibraries } from "./library";
import { loadForGood, loadLibc } from "./loader";

/** A GPU as NVIDIA's driver tells it. */
export interface Gpu {
	name: string;
	/** Its memory. */
	bytes: number;
	/** Compute capability, as 8.6. */
	capability: number;
	/** The newest CUDA that the driver knows, as 12.4. */
	driverCuda: number;
}

/** The GPU that TensorFlow may use, or why it computes on the CPU. */
export type CudaState = { gpu: Gpu } | { whyNot: string };

const MAJOR = 75;
const MINOR = 76;
const NO_DEVICE = 100;
/** The first CUDA whose drivers run all of CUDA 12. */
const OLDEST_CUDA = 12;

/**
 * Gets CUDA ready before TensorFlow is loaded: looks whether there is a GPU for it,
 * and loads CUDA's libraries from where set-up has put them, for TensorFlow finds
 * by itself only some of them there.
 *
 * Has NVIDIA's libraries multiply in float32, as everything here does, and not in
 * TF32, unless `NVIDIA_TF32_OVERRIDE` is set.
 */
export function prepareCuda(cuda: CudaLibraries): CudaState {
	process.env.NVIDIA_TF32_OVERRIDE ??= "0";
	const state = judgeGpu(findGpu(), cuda);
	if ("whyNot" in state) {
		// A GPU that TensorFlow takes and cannot use would be an error at its first operation.
		process.env.CUDA_VISIBLE_DEVICES = "-1";
		return state;
	}
	try {
		const libc = loadLibc();
		for (const file of cuda.libraries) loadForGood(libc, file);
		return state;
	} catch (error) {
		process.env.CUDA_VISIBLE_DEVICES = "-1";
		return {
			whyNot: `a CUDA library does not load (${(error as Error).message}); remove .cache/tensorflow and type \`npm run setup\``,
		};
	}
}

/** Whether TensorFlow's kernels and CUDA's libraries run on a GPU with its driver. */
export function judgeGpu(
	found: CudaState,
	needs: Pick<CudaLibraries, "cuda" | "driver" | "oldestGpu" | "newestGpu">,
): CudaState {
	if ("whyNot" in found) return found;
	const { name, capability, driverCuda } = found.gpu;
	if (driverCuda < OLDEST_CUDA)
		return {
			whyNot: `the driver is too old: it knows CUDA ${driverCuda.toFixed(1)}, and TensorFlow takes CUDA ${needs.cuda}; install driver ${needs.driver} or newer`,
		};
	if (capability < needs.oldestGpu)
		return {
			whyNot: `${name} is too old for TensorFlow: it has compute capability ${capability.toFixed(1)}; expected ${needs.oldestGpu}.0 to ${needs.newestGpu}.x`,
		};
	if (capability >= needs.newestGpu + 1)
		return {
			whyNot: `${name} is newer than TensorFlow's kernels: it has compute capability ${capability.toFixed(1)}; expected ${needs.oldestGpu}.0 to ${needs.newestGpu}.x; it computes by WebGPU: \`npm run setup -- webgpu\``,
		};
	return found;
}

/** The first GPU that NVIDIA's driver tells, or what it says instead. */
export function findGpu(driver = "libcuda.so.1"): CudaState {
	let library: ReturnType<typeof koffi.load>;
	try {
		library = koffi.load(driver);
	} catch {
		return {
			whyNot: `there is no NVIDIA driver here (${driver} is missing); in a container, start it with its GPU: docker run --gpus all`,
		};
	}
	const call = (prototype: string) => library.func(`int ${prototype}`);
	const integer = (prototype: string, ...rest: number[]) => {
		const value = new Int32Array(1);
		check(call(prototype)(value, ...rest));
		return value[0];
	};
	const check = (code: number) => {
		if (code !== 0) throw new DriverError(code);
	};
	try {
		check(call("cuInit(uint flags)")(0));
		const version = integer("cuDriverGetVersion(void *version)");
		const device = integer("cuDeviceGet(void *device, int ordinal)", 0);
		const name = Buffer.alloc(256);
		check(
			call("cuDeviceGetName(void *name, int length, int device)")(
				name,
				name.length,
				device,
			),
		);
		const bytes = new BigUint64Array(1);
		check(call("cuDeviceTotalMem_v2(void *bytes, int device)")(bytes, device));
		const attribute =
			"cuDeviceGetAttribute(void *value, int attribute, int device)";
		const major = integer(attribute, MAJOR, device);
		const minor = integer(attribute, MINOR, device);
		return {
			gpu: {
				name: name.toString("utf8", 0, name.indexOf(0)),
				bytes: Number(bytes[0]),
				capability: major + minor / 10,
				driverCuda: cudaVersion(version),
			},
		};
	} catch (error) {
		if (!(error instanceof DriverError)) throw error;
		return { whyNot: error.message };
	}
}

/** CUDA's version as the driver tells it: 12040 is 12.4. */
export function cudaVersion(told: number): number {
	return Math.floor(told / 1000) + (told % 1000) / 100;
}

/** What NVIDIA's driver answers instead of doing what it is asked to. */
class DriverError extends Error {
	constructor(code: number) {
		super(
			code === NO_DEVICE
				? "NVIDIA's driver finds no GPU (is it hidden by CUDA_VISIBLE_DEVICES?)"
				: `NVIDIA's driver does not start (CUDA error ${code}); \`nvidia-smi\` says more`,
		);
	}
}
