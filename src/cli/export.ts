import { Command } from "commander";
import { example, overwriteOption } from "./options";

interface ExportArguments {
	out: string;
	overwrite?: boolean;
}

/** `keypoints export`: a run's weights to hand on. */
export function exportCommand(): Command {
	return new Command("export")
		.description(
			"Write a run's best weights to a folder to hand on: half the size, without what resuming needs. It stands wherever a command takes a run.",
		)
		.argument("<run>", "folder of the run")
		.requiredOption("--out <folder>", "the folder to write")
		.addOption(overwriteOption())
		.addHelpText("after", example("export runs/first --out models/mine"))
		.action(async (folder: string, { out, overwrite }: ExportArguments) => {
			const { exportRun } = await import("../run");
			await exportRun(folder, out, { overwrite });
			console.log(
				`in ${out}: best.safetensors, run.json. Next: npx keypoints predict ${out} PHOTO --out points.png`,
			);
		});
}
