import { readFileSync } from "node:fs";
import {
	arch,
	availableParallelism,
	cpus,
	loadavg,
	platform,
	totalmem,
} from "node:os";

/** Instructions that decide how fast networks train. */
const FEATURES = [
	"avx2",
	"fma",
	"avx512f",
	"avx512_vnni",
	"avx512_bf16",
	"amx_bf16",
];

/** The machine in one line: processor, its vector instructions, cores, memory, system. */
export function describeMachine(): string {
	const [{ model }] = cpus();
	const flags = processorFlags();
	const features = FEATURES.filter((name) => flags.has(name)).join(" ");
	return [
		`${model.trim()}${features && ` (${features})`}`,
		`${availableParallelism()} cores`,
		`${Math.round(totalmem() / 2 ** 30)} GiB`,
		`${platform()} ${arch()}`,
	].join(", ");
}

/**
 * What besides the machine decides how long something took: the day, and how busy
 * it was: processes that wanted to compute, the mean of the last quarter of an hour.
 */
export function describeMoment(): string {
	const day = new Date().toISOString().slice(0, 10);
	return `${day}, load ${loadavg()[2].toFixed(1)}`;
}

function processorFlags(): Set<string> {
	try {
		const text = readFileSync("/proc/cpuinfo", "utf8");
		return new Set(/^(flags|Features)\s*:(.*)$/m.exec(text)?.[2].split(" "));
	} catch {
		return new Set();
	}
}
