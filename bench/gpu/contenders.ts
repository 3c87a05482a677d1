import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { listBackends } from "../../src/backend";
import { projectFolder } from "../../src/base";
import type { ModelName } from "../../src/model";
import { Contender } from "../training/contender";

export const NAMES = ["webgpu", "cuda", "pytorch", "cpu"] as const;
export type Name = (typeof NAMES)[number];

/** A contender that computes, and on what. */
export interface Started {
	name: Name;
	contender: Contender;
	description: string;
	device: "GPU" | "CPU";
	/** A GPU that the CPU plays. */
	isSoftware: boolean;
}

/** What takes part here, and of the others why not. */
export interface Field {
	started: Started[];
	absent: string[];
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software/i;

/**
 * Starts, for one model, every contender that there is. GPUs take part, and with
 * `quick` also what stands in for them: a device in software, PyTorch on the CPU.
 *
 * @throws where they do not train the same model
 */
export async function startField(
	model: ModelName,
	quick: boolean,
): Promise<Field> {
	const field: Field = { started: [], absent: [] };
	const counts = new Map<Name, number>();
	for (const name of NAMES) {
		const way = commandOf(name, model);
		if ("absent" in way) {
			field.absent.push(`${name}: ${way.absent}`);
			continue;
		}
		const { contender, versions, ...said } = await Contender.start(
			name,
			way.command,
			way.env,
		);
		const { device, parameters } = said as unknown as Said;
		const isSoftware = SOFTWARE.test(versions);
		const isGpu = device === "GPU" && !isSoftware;
		if (!(isGpu || name === "cpu" || (quick && name !== "cuda"))) {
			field.absent.push(`${name}: it computes on ${versions}`);
			contender.stop();
			continue;
		}
		counts.set(name, parameters);
		field.started.push({
			...{ name, contender, description: versions, device, isSoftware },
		});
	}
	if (new Set(counts.values()).size > 1) {
		for (const { contender } of field.started) contender.stop();
		const found = [...counts].map(([name, count]) => `${name} ${count}`);
		throw new Error(
			`gpu: ${model} is not the same model everywhere: parameters ${found.join(", ")}`,
		);
	}
	return field;
}

interface Said {
	device: "GPU" | "CPU";
	parameters: number;
}

type Way =
	| { command: string[]; env: Record<string, string> }
	| { absent: string };

function commandOf(name: Name, model: ModelName): Way {
	const child = [process.execPath, join(__dirname, "child.js"), model];
	if (name === "pytorch") {
		const python = findTorch();
		const script = join(projectFolder(), "bench", "gpu.py");
		return python
			? { command: [python, script, model], env: {} }
			: { absent: "no Python on the PATH, nor in PYTHON, has torch" };
	}
	const backend = name === "webgpu" ? "webgpu" : "tensorflow";
	const found = listBackends().find((each) => String(each.name) === backend);
	if (!found?.available)
		return {
			absent: found?.detail ?? "`npm run setup -- webgpu` brings it",
		};
	if (name === "cuda" && !found.detail.includes("CUDA"))
		return { absent: "`npm run setup -- cuda` brings it, for NVIDIA's GPUs" };
	// Empty, the variable hides every GPU from CUDA.
	const env: Record<string, string> = { KEYPOINTS_BACKEND: backend };
	if (name === "cpu") env.CUDA_VISIBLE_DEVICES = "";
	return { command: child, env };
}

/** The first Python that can import torch. */
function findTorch(): string | undefined {
	const candidates = [process.env.PYTHON, "python3", "python"];
	return candidates.find(
		(python) =>
			python && spawnSync(python, ["-c", "import torch"]).status === 0,
	);
}
