import { readFileSync } from "node:fs";
import { nativeBackend } from "./native";

/** In which numbers convolutions and matrix products are multiplied; everything else is float32. */
export const PRECISIONS = ["float32", "bf16"] as const;
export type Precision = (typeof PRECISIONS)[number];

const VARIABLE = "TF_SET_ONEDNN_FPMATH_MODE";

/**
 * Has oneDNN multiply in bf16 (8 bits of precision instead of 24) and add up in
 * float32, for the rest of the process: faster on processors with AMX or
 * AVX512-BF16. On others everything stays float32, and a warning says so.
 *
 * Undefined leaves the process as it is, and says so where that is bf16.
 *
 * @throws where the process has multiplied in another precision already
 */
export function choosePrecision(precision: Precision | undefined): void {
	const isBf16 = process.env[VARIABLE] === "BF16";
	if (precision === undefined) {
		if (isBf16)
			console.warn(`This process multiplies in bf16: ${VARIABLE} is BF16.`);
		return;
	}
	if (!PRECISIONS.includes(precision))
		throw new Error(
			`choosePrecision: unknown precision: ${precision}; expected one of ${PRECISIONS.join(", ")}`,
		);
	if (precision === (isBf16 ? "bf16" : "float32")) return;
	const backend = nativeBackend();
	const lacks = backend
		? backend.binding.isUsingGpuDevice()
			? "a GPU computes (NVIDIA_TF32_OVERRIDE=1 lets it take TF32)"
			: whyNoBf16(cpuFlags())
		: "the backend is not native";
	if (precision === "bf16" && lacks) {
		console.warn(`Multiplies in float32 instead of bf16: ${lacks}.`);
		return;
	}
	if (backend?.binding.hasMultiplied())
		throw new Error(
			`choosePrecision: invalid precision: ${precision}; TensorFlow has multiplied in ${isBf16 ? "bf16" : "float32"} in this process already, and keeps to it; expected it to be chosen first, in a new process (in a notebook: restart the kernel)`,
		);
	process.env[VARIABLE] = precision === "bf16" ? "BF16" : "";
}

/** Why a processor gains nothing by bf16, or undefined where it does. */
export function whyNoBf16(flags: string): string | undefined {
	if (/\b(amx_bf16|avx512_bf16)\b/.test(flags)) return undefined;
	return "this processor has neither AMX nor AVX512-BF16";
}

function cpuFlags(): string {
	try {
		return readFileSync("/proc/cpuinfo", "utf8");
	} catch {
		return "";
	}
}
