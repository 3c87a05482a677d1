import { basename, join, parse } from "node:path";
import { startBackend } from "../backend";
import { ensureFolder, isSameFile } from "../base";
import { modelOf, readCheckpoint, saveCheckpoint } from "./checkpoint";
import { checkPairIn } from "./pair";
import { locateRun, readRun, runFilesIn, writeRun } from "./runFolder";
import { removeRun } from "./sameRun";

/**
 * Writes a run's best weights to a folder that is fit to be handed on: numbers of
 * 16 bits, no optimizer, no path of this machine. It stands wherever a run does,
 * but for resuming.
 *
 * @param run the folder of a run, or `models/slim` or `models/full`
 * @param out made if it is missing
 * @param options.overwrite whether a run or a model that is there is replaced.
 *   Default false
 * @throws where the folder holds no run, or one without a completed epoch; where
 *   `out` is the run's own folder, or holds another run
 */
export async function exportRun(
	run: string,
	out: string,
	options: { overwrite?: boolean } = {},
): Promise<void> {
	const folder = locateRun(run);
	await checkOut(folder, out, options.overwrite ?? false);
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
	await checkPairIn(folder, best.progress);
	const network = await modelOf(best);
	try {
		await removeRun(out);
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

async function checkOut(
	folder: string,
	out: string,
	overwrite: boolean,
): Promise<void> {
	const files = [
		folder,
		...runFilesIn(folder).map((name) => join(folder, name)),
	];
	const targets = [out, ...runFilesIn(out).map((name) => join(out, name))];
	const lost = files.find((file) =>
		targets.some((target) => isSameFile(file, target)),
	);
	if (lost !== undefined)
		throw new Error(
			`exportRun: invalid output: ${out} is the run itself, or has a link to it: ${lost} would be lost; expected another folder`,
		);
	const there = runFilesIn(out);
	if (there.length && !overwrite)
		throw new Error(
			`exportRun: ${out} holds a run or a model already (${there.join(", ")}); expected another folder, or --overwrite to replace it`,
		);
	await ensureFolder("exportRun", out);
}
