import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readChoices } from "./choices.mjs";
import { CUDA_LIBRARIES, CUDA_NEEDS, CUDA_WHEELS } from "./cuda-wheels.mjs";
import { Unavailable } from "./failures.mjs";
import { fetchWheel } from "./fetch-wheel.mjs";
import { checkGlibc } from "./glibc.mjs";
import { folders } from "./paths.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";
import { CPU_WHEELS, VERSION } from "./wheels.mjs";

/** Where the libraries of one choice gather, wheel by wheel, until all are there. */
const partial = join(folders.cache, "tensorflow-partial");
const FETCHED = "fetched.json";

/**
 * TensorFlow's libraries, taken out of its Python wheel, and CUDA's where they are chosen.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const tensorflow = {
	name: "tensorflow",
	title: "TensorFlow",
	after: ["python"],
	// Python only fetches and unpacks it.
	lasts: true,

	/** What has to be there besides what is: the rest unpacked, and the largest wheel. */
	get bytes() {
		const missing = missingWheels();
		const unpacked = missing.reduce((sum, wheel) => sum + wheel.unpacked, 0);
		const largest = Math.max(0, ...missing.map(({ megabytes }) => megabytes));
		return 1e6 * (unpacked + largest);
	},

	get announcement() {
		const missing = missingWheels();
		if (readChoices().tensorflow !== "cuda" || missing.length === 0) return "";
		/** @param {"megabytes" | "unpacked"} of */
		const total = (of) =>
			(missing.reduce((sum, wheel) => sum + wheel[of], 0) / 1000).toFixed(1);
		const rest = missing.length < CUDA_WHEELS.length ? "the rest of " : "";
		return `Fetching ${rest}TensorFlow ${VERSION} for NVIDIA GPUs, with CUDA ${CUDA_NEEDS.cuda} and cuDNN ${CUDA_NEEDS.cudnn}: ${missing.length} Python wheels, ${total("megabytes")} GB to download, ${total("unpacked")} GB kept in .cache/tensorflow. It can be stopped: \`npm run setup\` goes on where it was, \`npm run setup -- cpu\` returns to the CPU.`;
	},

	isDone() {
		const there = installed();
		return there !== undefined && there.wheel === labelOf(wheelsOf());
	},

	async run(progress) {
		const wheels = wheelsForHere();
		const wanted = labelOf(wheels);
		if (readStamp(join(partial, FETCHED))?.label !== wanted)
			rmSync(partial, { recursive: true, force: true });
		mkdirSync(partial, { recursive: true });
		const missing = missingWheels();
		for (const wheel of missing) {
			const place = wheels.indexOf(wheel) + 1;
			const where =
				wheels.length > 1 ? `${place}/${wheels.length} ${wheel.name} ` : "";
			await fetchWheel(wheel, partial, (note) => progress(where + note));
			const names = [...fetchedNames(), wheel.name];
			writeStamp(join(partial, FETCHED), { label: wanted, names });
		}
		writeStamp(join(partial, "wheel.json"), descriptionOf(wheels));
		rmSync(folders.tensorflow, { recursive: true, force: true });
		renameSync(partial, folders.tensorflow);
		const kept = wheels.reduce((sum, { unpacked }) => sum + unpacked, 0);
		return `${wanted}, ${kept} MB`;
	},
};

/** What the library reads of the installed TensorFlow, if there is one. */
export function installed() {
	return readStamp(join(folders.tensorflow, "wheel.json"));
}

/** The wheels of what is chosen; none where TensorFlow is not made for this machine. */
function wheelsOf() {
	if (readChoices().tensorflow === "cuda") return CUDA_WHEELS;
	const wheel = CPU_WHEELS[`${process.platform}-${process.arch}`];
	return wheel ? [wheel] : [];
}

/** @param {import("./wheels.mjs").Wheel[]} wheels */
function labelOf(wheels) {
	if (wheels.length === 0) return undefined;
	const [{ name, version }] = wheels;
	return `${name} ${version}${wheels === CUDA_WHEELS ? ` with CUDA ${CUDA_NEEDS.cuda}` : ""}`;
}

/** @param {import("./wheels.mjs").Wheel[]} wheels */
function descriptionOf(wheels) {
	const description = { wheel: labelOf(wheels), libraries: wheels[0].take };
	return wheels === CUDA_WHEELS
		? { ...description, cuda: { libraries: CUDA_LIBRARIES, ...CUDA_NEEDS } }
		: description;
}

function missingWheels() {
	const wheels = wheelsOf();
	const fetched = readStamp(join(partial, FETCHED));
	if (fetched?.label !== labelOf(wheels)) return wheels;
	return wheels.filter(({ name }) => !fetched.names.includes(name));
}

/** @returns {string[]} */
function fetchedNames() {
	return readStamp(join(partial, FETCHED))?.names ?? [];
}

/** @throws {Unavailable} where TensorFlow is not made for this machine */
function wheelsForHere() {
	const wheels = wheelsOf();
	if (wheels.length === 0)
		throw new Unavailable(
			process.platform === "win32"
				? "its Windows package holds no library to bind: work inside WSL 2, where set-up finds the Linux one"
				: `it is not made for ${process.platform}-${process.arch}: Linux (x64, arm64) and macOS (arm64) have it`,
		);
	if (process.platform !== "linux") return wheels;
	checkGlibc(27, "a Debian, Ubuntu or Fedora of 2018 or later");
	if (process.arch === "x64" && !/\bavx\b/.test(processorFlags()))
		throw new Unavailable(
			"it needs a processor with AVX instructions, which this one has not",
		);
	return wheels;
}

function processorFlags() {
	try {
		return readFileSync("/proc/cpuinfo", "utf8");
	} catch {
		return "avx";
	}
}
