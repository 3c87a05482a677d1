import { mkdir } from "node:fs/promises";
import { basename, join, parse } from "node:path";
import { startBackend } from "../backend";
import { modelOf, readCheckpoint, saveCheckpoint } from "./checkpoint";
import { readRun, writeRun } from "./runFolder";

/**
 * Writes a run's best weights to a folder that is fit to be handed on: numbers of
 * 16 bits, no optimizer, no path of this machine. It stands wherever a run does,
 * but for resuming.
 *
 * @param out made if it is missing
 * @throws where the folder holds no run, or one without a completed epoch
 */
export async function exportRun(folder: string, out: string): Promise<void> {
	const description = readRun(folder);
	const { config } = description;
	const { dir, base } = parse(config.data.file);
	const told = {
		...description,
		config: {
			...config,
			data: { ...config.data, file: base },
			...(config.teacher && { teacher: basename(config.teacher) }),
		},
		groups: description.groups.replaceAll(join(dir, "/"), ""),
	};
	await startBackend();
	const best = await readCheckpoint(join(folder, "best.safetensors"));
	const network = await modelOf(best);
	try {
		await mkdir(out, { recursive: true });
		await saveCheckpoint(
			join(out, "best.safetensors"),
			network,
			best.progress,
			{ run: JSON.stringify(told) },
			{ dtype: "F16" },
		);
		await writeRun(out, told);
	} finally {
		network.dispose();
	}
}
