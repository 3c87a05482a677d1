import { Command } from "commander";
import type { DownloadedFile } from "../dataset";
import { example } from "./options";

/** `keypoints data download`: fetches the competition's files from Kaggle. */
export function downloadCommand(): Command {
	return new Command("download")
		.description(
			"Fetch the competition's files from Kaggle with your API token (KAGGLE_API_TOKEN, ~/.kaggle/access_token or kaggle.json). Run it again to go on where it was cut; files that are there are checked and kept.",
		)
		.option(
			"--out <folder>",
			"where to put them (default: $KEYPOINTS_DATA, else data/, where every command looks)",
		)
		.addHelpText("after", example("data download"))
		.action(async ({ out }: { out?: string }) => {
			const { join } = await import("node:path");
			const { projectFolder } = await import("../backend");
			const { downloadCompetition } = await import("../dataset");
			const usual = process.env.KEYPOINTS_DATA || join(projectFolder(), "data");
			const folder = out ?? usual;
			await downloadCompetition(folder, {
				onFile: (file) => console.log(describe(file)),
			});
			const data = folder === usual ? "" : ` --data ${folder}`;
			console.log(
				`All are in ${folder}, every cell checked. Next: npx keypoints train --model cnn${data} --out runs/first`,
			);
		});
}

function describe({ name, path, bytes, rows, kept }: DownloadedFile): string {
	const size = `${(bytes / 1e6).toFixed(1)} MB`;
	const what = kept ? `there already: ${path}` : `fetched, ${size}`;
	return `${name.padEnd(20)} ${rows.toLocaleString("en")} rows, ${what}`;
}
