import { Command } from "commander";
import { example } from "./options";

/** `keypoints export`: a run's weights to hand on. */
export function exportCommand(): Command {
	return new Command("export")
		.description(
			"Write a run's best weights to a folder to hand on: half the size, without what resuming needs. It stands wherever a command takes a run.",
		)
		.argument("<run>", "folder of the run")
		.requiredOption("--out <folder>", "the folder to write")
		.addHelpText("after", example("export runs/first --out models/mine"))
		.action(async (folder: string, { out }: { out: string }) => {
			const { exportRun } = await import("../train");
			await exportRun(folder, out);
			console.log(
				`in ${out}: best.safetensors, run.json. Next: npx keypoints predict ${out} PHOTO --out points.png`,
			);
		});
}
