import fs from "node:fs";
import os from "node:os";
import { project } from "../setup/paths.mjs";
import { STEPS } from "../setup/set-up.mjs";
import { ask } from "./ask.mjs";
import { bad, good, poor } from "./finding.mjs";

/** @type {[name: string, pattern: RegExp][]} */
const FEATURES = [
	["AVX2", /\bavx2(_0)?\b/i],
	["AVX-512", /\bavx512_?f\b/i],
	["AMX", /\bamx[_-]tile\b/i],
];

/**
 * The processor, and those of its instructions that make training faster.
 *
 * @param {string | null} flags what the system says of its features; null: nothing
 */
export function checkProcessor(flags = readFlags(), arch = process.arch) {
	const name = "Processor";
	const cores = os.availableParallelism();
	const here = `${os.cpus()[0]?.model.trim() || "unknown"}, ${cores} ${cores === 1 ? "core" : "cores"}`;
	if (arch !== "x64")
		return good(name, `${here}; ${arch}, which has no AVX2, AVX-512, AMX`);
	if (flags === null)
		return good(name, `${here}; whether it has AVX2, AVX-512, AMX is unknown`);
	const features = FEATURES.map(
		([feature, pattern]) => `${feature} ${pattern.test(flags) ? "yes" : "no"}`,
	);
	const says = `${here}; ${features.join(", ")}`;
	return /\bavx(1\.0)?\b/i.test(flags)
		? good(name, says)
		: poor(
				name,
				`${says}, nor AVX, without which TensorFlow does not run`,
				"nothing to type: WebAssembly computes here, see Backend",
			);
}

function readFlags() {
	if (process.platform === "linux")
		try {
			return fs.readFileSync("/proc/cpuinfo", "utf8");
		} catch {
			return null;
		}
	if (process.platform === "darwin")
		return (
			ask("sysctl", [
				...["-n", "machdep.cpu.features", "machdep.cpu.leaf7_features"],
			]).out ?? null
		);
	return null;
}

/** @param {number} bytes */
const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
const LEAST_MEMORY = 2e9;

/** Memory; inside a container, what the container may have. */
export function checkMemory(
	total = Math.min(
		os.totalmem(),
		process.constrainedMemory?.() || Number.POSITIVE_INFINITY,
	),
	free = Math.min(os.freemem(), total),
) {
	const says = `${gigabytes(total)}, ${gigabytes(free)} of it free`;
	return total < LEAST_MEMORY
		? poor(
				"Memory",
				`${says}; training takes about ${gigabytes(LEAST_MEMORY)}`,
				"give the machine or the container more, or train with --batch 16",
			)
		: good("Memory", says);
}

/** What runs and their checkpoints take. */
const FOR_RUNS = 0.5e9;

/** Room on the project's disk: for what set-up still has to bring, and for runs. */
export function checkDisk(free = freeBytes()) {
	const undone = STEPS.filter((step) => !step.isDone());
	const need = undone.reduce((sum, { bytes }) => sum + bytes, FOR_RUNS);
	const says = `${gigabytes(free)} free in ${project}`;
	return free < need
		? bad(
				"Disk",
				`${says}; expected ${gigabytes(need)} for ${[...undone.map(({ title }) => title), "runs"].join(", ")}`,
				"make room; `du -sh .cache runs` shows what is large here",
			)
		: good("Disk", says);
}

function freeBytes() {
	const { bavail, bsize } = fs.statfsSync(project);
	return bavail * bsize;
}
