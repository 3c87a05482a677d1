import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readChoices } from "../setup/choices.mjs";
import { CUDA_NEEDS } from "../setup/cuda-wheels.mjs";
import { tensorflow } from "../setup/tensorflow.mjs";
import { ask } from "./ask.mjs";
import { good, poor, SET_UP } from "./finding.mjs";

/**
 * What nvidia-smi tells of a card.
 *
 * @typedef {{ card: string, driver: string, memory: string, capability?: number }} Card
 */

const name = "GPU";
const NEWER_DRIVER =
	"install a newer driver from https://www.nvidia.com/drivers and restart";
const WEBGPU = "npm run setup -- webgpu";

/**
 * NVIDIA's cards and their driver, as the driver's own tool tells them, and whether
 * TensorFlow can compute on them.
 */
export function checkGpu(cuda = readChoices().tensorflow === "cuda") {
	/** @param {string} fields */
	const query = (fields) =>
		ask("nvidia-smi", [`--query-gpu=${fields}`, "--format=csv,noheader"]);
	const fields = "name,driver_version,memory.total";
	let { out, error, absent } = query(`${fields},compute_cap`);
	// Drivers before 2021 do not know the last of them.
	if (error?.includes("not a valid field")) ({ out, error } = query(fields));
	if (absent) return withoutTool(cuda);
	if (error)
		return poor(
			name,
			`nvidia-smi fails (${error}); the course needs no GPU`,
			"nvidia-smi, then mend the driver",
		);
	const finding = judgeCards(readCards(out ?? ""), cuda);
	return cuda && finding.state === "good" && !tensorflow.isDone()
		? poor(name, `${finding.says}, which is not installed yet`, SET_UP)
		: finding;
}

/**
 * The cards that nvidia-smi names, one a line: name, driver, memory, and compute
 * capability where it knows that.
 *
 * @param {string} text
 * @returns {Card[]}
 */
export function readCards(text) {
	return text.split("\n").map((line) => {
		const [card, driver, memory, capability] = line.trim().split(/,\s*/);
		return {
			card,
			driver,
			memory,
			capability: Number(capability) || undefined,
		};
	});
}

/**
 * What cards are good for; TensorFlow computes on the first one.
 *
 * @param {Card[]} cards
 * @param {boolean} cuda whether TensorFlow for NVIDIA GPUs is chosen
 */
export function judgeCards(cards, cuda) {
	const says = cards
		.map(({ card, driver, memory, capability }) =>
			[card, `driver ${driver}`, memory]
				.concat(capability ? `compute capability ${capability.toFixed(1)}` : [])
				.join(", "),
		)
		.join("; ");
	const { why, remedy = WEBGPU } = whyNot(cards[0]) ?? {};
	if (why && cuda)
		return poor(name, `${says}: ${why}, so the CPU computes`, remedy);
	if (why)
		return good(
			name,
			`${says}; not used; \`${WEBGPU}\` is for it, since ${why}`,
		);
	if (cuda)
		return good(
			name,
			`${says}; TensorFlow has CUDA ${CUDA_NEEDS.cuda} and cuDNN ${CUDA_NEEDS.cudnn} for it`,
		);
	return good(
		name,
		`${says}; not used: \`npm run setup -- cuda\` has TensorFlow compute on it`,
	);
}

/**
 * Why TensorFlow cannot compute on a card, and what to do; undefined where it can.
 *
 * @param {Card} card
 */
function whyNot({ driver, capability }) {
	const { cuda, driver: oldest, oldestGpu, newestGpu } = CUDA_NEEDS;
	if (isOlder(driver, oldest))
		return {
			why: `the driver is too old for CUDA ${cuda}, which needs ${oldest} or newer`,
			remedy: NEWER_DRIVER,
		};
	if (!capability) return undefined;
	const expected = `compute capability ${oldestGpu}.0 to ${newestGpu}.x`;
	if (capability < oldestGpu)
		return {
			why: `the card is too old for TensorFlow, which needs ${expected}`,
			remedy: WEBGPU,
		};
	if (capability >= newestGpu + 1)
		return {
			why: `the card is newer than TensorFlow's kernels, which need ${expected}`,
			remedy: WEBGPU,
		};
	return undefined;
}

/**
 * Whether a version, as 525.60.13, comes before another one.
 *
 * @param {string} version
 * @param {string} than
 */
export function isOlder(version, than) {
	const [a, b] = [version, than].map((text) => text.split(".").map(Number));
	const at = b.findIndex((part, i) => (a[i] ?? 0) !== part);
	return at >= 0 && (a[at] ?? 0) < b[at];
}

/**
 * What there is where the driver's tool is missing.
 *
 * @param {boolean} cuda
 */
function withoutTool(cuda) {
	if (existsSync("/dev/nvidiactl"))
		return cuda
			? good(name, `an NVIDIA card${driverVersion()}, nvidia-smi is missing`)
			: good(name, "an NVIDIA card, nvidia-smi is missing; it is not used");
	if (hasNvidiaCard()) {
		const says = "an NVIDIA card without its driver";
		return cuda
			? poor(
					name,
					`${says} (there is no /dev/nvidiactl), so the CPU computes`,
					"install NVIDIA's driver; in a container: docker run --gpus all",
				)
			: good(name, `${says}; the course needs none`);
	}
	return cuda
		? poor(
				name,
				"no NVIDIA card found (no /dev/nvidiactl, no nvidia-smi, none on the PCI bus), so TensorFlow for NVIDIA GPUs computes on the CPU",
				"npm run setup -- cpu, or in a container: docker run --gpus all",
			)
		: good(name, "no NVIDIA card found; the course needs none");
}

function driverVersion() {
	try {
		const text = readFileSync("/proc/driver/nvidia/version", "utf8");
		return `, driver ${/ (\d+\.\d+(\.\d+)?) /.exec(text)?.[1] ?? "unknown"}`;
	} catch {
		return "";
	}
}

const PCI = "/sys/bus/pci/devices";
const NVIDIA = "0x10de";
const DISPLAY = "0x03";

function hasNvidiaCard() {
	/**
	 * @param {string} device
	 * @param {string} file
	 */
	const read = (device, file) =>
		readFileSync(join(PCI, device, file), "utf8").trim();
	try {
		return readdirSync(PCI).some(
			(device) =>
				read(device, "vendor") === NVIDIA &&
				read(device, "class").startsWith(DISPLAY),
		);
	} catch {
		return false;
	}
}
