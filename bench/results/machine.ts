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

/**
 * The machine in one line: processor, its vector instructions, cores, memory,
 * system, date, and how busy it is: processes that want to compute, the mean of
 * the last quarter of an hour.
 */
export function describeMachine(): string {
	const [{ model }] = cpus();
	const flags = processorFlags();
	const features = FEATURES.filter((name) => flags.has(name)).join(" ");
	return [
		`${model.trim()}${features && ` (${features})`}`,
		`${availableParallelism()} cores`,
		`${Math.round(totalmem() / 2 ** 30)} GiB`,
		`${platform()} ${arch()}`,
		new Date().toISOString().slice(0, 10),
		`load ${loadavg()[2].toFixed(1)}`,
	].join(", ");
}

function processorFlags(): Set<string> {
	try {
		const text = readFileSync("/proc/cpuinfo", "utf8");
		return new Set(/^(flags|Features)\s*:(.*)$/m.exec(text)?.[2].split(" "));
	} catch {
		return new Set();
	}
}
